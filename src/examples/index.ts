/** The examples, in the order of the lecture: the extension has them with it, and the data that they load. */
import product from "../../examples/01-product.grad";
import gates from "../../examples/02-gates.grad";
import neuron from "../../examples/03-neuron.grad";
import sigmoidGate from "../../examples/04-sigmoid-gate.grad";
import neuronFunction from "../../examples/05-neuron-function.grad";
import vectorChain from "../../examples/06-vector-chain.grad";
import relu from "../../examples/07-relu.grad";
import matmul from "../../examples/08-matmul.grad";
import twoLayerNet from "../../examples/09-two-layer-net.grad";
import crossEntropy from "../../examples/10-cross-entropy.grad";
import ownBackward from "../../examples/11-own-backward.grad";
import logisticRegression from "../../examples/12-logistic-regression.grad";
import digits from "../../examples/13-digits.grad";
import smallCnn from "../../examples/14-small-cnn.grad";
import recurrent from "../../examples/15-recurrent.grad";
import attention from "../../examples/16-attention.grad";
import wrongBackward from "../../examples/17-wrong-backward.grad";
import hiddenNan from "../../examples/18-hidden-nan.grad";
import gradientOfGradient from "../../examples/19-gradient-of-gradient.grad";
import deadRelu from "../../examples/20-dead-relu.grad";
import saturatedSigmoid from "../../examples/21-saturated-sigmoid.grad";
import vanishingGradient from "../../examples/22-vanishing-gradient.grad";
import broadcastLoss from "../../examples/23-broadcast-loss.grad";

export interface Example {
  /** The file's name in `examples/`. */
  readonly name: string;
  readonly text: string;
}

/** The paths of the data that they load, as they write them. */
export const exampleData: ReadonlySet<string> = new Set(["data/iris.csv", "data/digits.npy"]);

export const examples: readonly Example[] = [
  { name: "01-product.grad", text: product },
  { name: "02-gates.grad", text: gates },
  { name: "03-neuron.grad", text: neuron },
  { name: "04-sigmoid-gate.grad", text: sigmoidGate },
  { name: "05-neuron-function.grad", text: neuronFunction },
  { name: "06-vector-chain.grad", text: vectorChain },
  { name: "07-relu.grad", text: relu },
  { name: "08-matmul.grad", text: matmul },
  { name: "09-two-layer-net.grad", text: twoLayerNet },
  { name: "10-cross-entropy.grad", text: crossEntropy },
  { name: "11-own-backward.grad", text: ownBackward },
  { name: "12-logistic-regression.grad", text: logisticRegression },
  { name: "13-digits.grad", text: digits },
  { name: "14-small-cnn.grad", text: smallCnn },
  { name: "15-recurrent.grad", text: recurrent },
  { name: "16-attention.grad", text: attention },
  { name: "17-wrong-backward.grad", text: wrongBackward },
  { name: "18-hidden-nan.grad", text: hiddenNan },
  { name: "19-gradient-of-gradient.grad", text: gradientOfGradient },
  { name: "20-dead-relu.grad", text: deadRelu },
  { name: "21-saturated-sigmoid.grad", text: saturatedSigmoid },
  { name: "22-vanishing-gradient.grad", text: vanishingGradient },
  { name: "23-broadcast-loss.grad", text: broadcastLoss },
];
