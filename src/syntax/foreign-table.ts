/** The functions of Python, NumPy, PyTorch and others that have no meaning here or another one, with what to write instead. */

/**
 * A word with what is different here. In `says` and `write`, `{x}` is the value before the dot and `{0}` or `{axis}` an
 * argument; `{x!}` comes in brackets where an operator, a dot or an index would take its last part alone, `{size:1}` has
 * a default, and `, dim={axis}` is left out where the argument is not given.
 */
export interface Foreign {
  /** Whole sentences: what is different, and what to write. */
  readonly says: string;
  /** What to write in its place, as far as it can be said without knowing more. */
  readonly write?: string;
  /** The function that means the same, with the same arguments. */
  readonly renames?: string;
  /** Its line does nothing here, and can be struck. */
  readonly strikesLine?: true;
  /** It changes the value before the dot: what is written instead is a line of its own that binds the name anew. */
  readonly changes?: true;
}

/** A function of a module that means something else than the name alone, or nothing. */
export interface ForeignFunction extends Foreign {
  /** The arguments that it takes by position, by their names. */
  readonly takes?: readonly string[];
  /** It makes what is called in turn, as in `nn.ReLU()(x)`: `write` is the function that is called here. */
  readonly makesFunction?: true;
  /** It gives a tuple with what is meant in it: an index 0 behind it goes with it. */
  readonly givesTuple?: true;
  /** It means the same but for calls that give this argument; `"whole"`: that give a whole number for it, not a tensor. */
  readonly differsWith?: { readonly argument: string; readonly as?: "whole" };
  /** It means the same but for a call without arguments. */
  readonly differsBare?: true;
}

/** Arguments that make no difference here: a translated call leaves them out. */
export const foreignArguments: ReadonlyMap<string, string> = new Map([
  ["dtype", "every number is float64"],
  ["device", "there is one device"],
  ["requires_grad", "every value has its gradient"],
  ["out", "every result has a name of its own"],
  ["generator", "randomness hangs on the line's name and on seed"],
  ["pin_memory", "there is one device"],
  ["layout", "how a tensor lies in memory does not matter"],
  ["memory_format", "how a tensor lies in memory does not matter"],
  ["non_blocking", "there is one device"],
  ["inplace", "a tensor does not change"],
  ["retain_graph", "the graph stays"],
  ["create_graph", "the graph stays"],
]);

/** Types of numbers, as PyTorch and NumPy call them. */
export const typeNames: ReadonlySet<string> = new Set([
  ...["float", "double", "half", "float16", "bfloat16", "float32", "float64"],
  ...["int", "long", "short", "int8", "uint8", "int16", "int32", "int64", "bool", "bool_"],
]);

/** In place of an optimizer. */
export const STEP = "a step is written out, as in w = w - lr * grad(loss, w)";

const MODEL: Foreign = {
  says: "A model is a function here, and its weights are values: write what it computes, as in h = relu(linear(x, W1, b1)), then y = linear(h, W2, b2).",
};

const CRITERION: Foreign = {
  says: "A loss is a function here: mse_loss(y, target), cross_entropy(logits, classes) and their like.",
};

/** Functions without a module's name before them. */
export const foreignFunctions: ReadonlyMap<string, Foreign> = new Map<string, Foreign>([
  ["tensor", { says: "A list is a tensor by itself: strike tensor and its brackets.", write: "{0!}" }],
  ["array", { says: "A list is a tensor by itself: strike array and its brackets.", write: "{0!}" }],
  ["list", { says: "A tensor is a list already: strike list and its brackets.", write: "{0!}" }],
  ["float", { says: "Every number is float64: strike float and its brackets.", write: "{0!}" }],
  ["constant", { says: "A list is a tensor by itself: strike constant and its brackets.", write: "{0!}" }],
  ["Variable", { says: "Every value has its gradient: strike Variable and its brackets.", write: "{0!}" }],
  [
    "Value",
    { says: "Every number is a value with its gradient: strike Value and its brackets.", write: "{0!}" },
  ],
  ["disp", { says: "A value shows on its own line: strike disp and its brackets.", write: "{0!}" }],
  ["println", { says: "A value shows on its own line: strike println and its brackets.", write: "{0!}" }],
  ["draw_dot", { says: "The graph is drawn by Nabla: Run Backward: strike the line.", strikesLine: true }],
  [
    "range",
    {
      says: "range counts the turns of a for; as a tensor the numbers are arange(…).",
      renames: "arange",
    },
  ],
  ["enumerate", { says: "A loop counts: write for i in range({0!}.shape[0]):, then {0!}[i] for the row." }],
  ["model", MODEL],
  ["Model", MODEL],
  ["net", MODEL],
  ["Net", MODEL],
  ["criterion", CRITERION],
  ["loss_fn", CRITERION],
  ["loss", CRITERION],
]);

/** What textbooks and other libraries call a function that is here by another name, in small letters. */
export const otherNames: ReadonlyMap<string, string> = new Map([
  ["backwards", "backward"],
  ["backprop", "backward"],
  ["average", "mean"],
  ["avg", "mean"],
  ["total", "sum"],
  ["logistic", "sigmoid"],
  ["swish", "silu"],
  ["lrelu", "leaky_relu"],
  ["mse", "mse_loss"],
  ["mae", "l1_loss"],
  ["bce", "binary_cross_entropy"],
  ["log_loss", "binary_cross_entropy"],
  ["ce", "cross_entropy"],
  ["softmax_cross_entropy", "cross_entropy"],
  ["sparse_categorical_crossentropy", "cross_entropy"],
  ["categorical_crossentropy", "cross_entropy"],
  ["nll", "nll_loss"],
  ["identity", "eye"],
  ["conv", "conv2d"],
  ["maxpool", "max_pool2d"],
  ["avgpool", "avg_pool2d"],
]);

const AXIS = ["a", "axis", "dtype", "out"] as const;

const silent = (why: string): ForeignFunction => ({ says: `${why}: strike the line.`, strikesLine: true });

const same = (write: string, takes: readonly string[]): ForeignFunction => ({
  says: "Here that is written {…}.",
  write,
  takes,
});

const layer = (name: string, call: string): readonly [string, ForeignFunction] => [
  `nn.${name}`,
  {
    says: `nn.${name} makes a layer that holds its own weights; here weights are values, and a function takes them: ${call}.`,
  },
];

/** A layer without weights, which is called by its function's name. */
const plainLayer = (name: string, fn: string): readonly [string, ForeignFunction] => [
  `nn.${name}`,
  {
    says: `nn.${name}() makes a layer; here the function itself is called: ${fn}(…).`,
    write: fn,
    takes: [],
    makesFunction: true,
  },
];

const extreme = (fn: string): readonly (readonly [string, ForeignFunction])[] => [
  [
    `np.${fn}`,
    {
      says: `The second argument of np.${fn} is a dimension, that of ${fn} a number to compare with. Write {…}.`,
      write: `a${fn}({a}, dim={axis}, keepdim={keepdims})`,
      takes: ["a", "axis", "out", "keepdims"],
      differsWith: { argument: "axis" },
    },
  ],
  [
    `torch.${fn}`,
    {
      says: `A whole number in the second place of torch.${fn} is a dimension, in ${fn} a number to compare with. Write {…}.`,
      write: `${fn}({input}, dim={dim}, keepdim={keepdim})`,
      takes: ["input", "dim", "keepdim"],
      differsWith: { argument: "dim", as: "whole" },
    },
  ],
];

/** Reductions of TensorFlow. */
const reduction = (name: string, fn: string): readonly [string, ForeignFunction] => [
  `tf.reduce_${name}`,
  same(`${fn}({input_tensor}, dim={axis}, keepdim={keepdims})`, ["input_tensor", "axis", "keepdims"]),
];

const spread = (fn: string): readonly [string, ForeignFunction] => [
  `np.${fn}`,
  {
    says: `np.${fn} divides by N, ${fn} by N − 1. Write {…}.`,
    write: `${fn}({a}, dim={axis}, correction={ddof:0}, keepdim={keepdims})`,
    takes: [...AXIS, "ddof", "keepdims"],
  },
];

const whole = (size: string): ForeignFunction => ({
  says: "Whole random numbers come from floor: floor(10 * rand(3)) are three from 0 to 9.",
  write: `floor({low} + ({high!} - {low!}) * rand(${size}))`,
  takes: ["low", "high", "size"],
});

const SEED = silent("Random numbers hang on their line, the same in every run");

/** Functions by their module (`np`, `torch`, `nn`, `optim`, `random`) and name. `{…}` in a text is the whole translation. */
export const moduleFunctions: ReadonlyMap<string, ForeignFunction> = new Map<string, ForeignFunction>([
  spread("std"),
  spread("var"),
  reduction("sum", "sum"),
  reduction("mean", "mean"),
  reduction("prod", "prod"),
  reduction("max", "amax"),
  reduction("min", "amin"),
  ...extreme("max"),
  ...extreme("min"),
  [
    "np.median",
    {
      says: "Of two elements in the middle np.median takes the mean, median the smaller one. Write {…}.",
      write:
        "((median({a}, dim={axis}, keepdim={keepdims}) - median(-{a!}, dim={axis}, keepdim={keepdims})) / 2)",
      takes: ["a", "axis", "out", "overwrite_input", "keepdims"],
    },
  ],
  [
    "np.repeat",
    {
      says: "np.repeat repeats each element, repeat the whole tensor. Write {…}.",
      write: "repeat_interleave({a}, {repeats}, dim={axis})",
      takes: ["a", "repeats", "axis"],
    },
  ],
  [
    "np.split",
    {
      says: "np.split is told how many parts there are, split how large they are. Write {…}.",
      write: "chunk({a}, {parts}, dim={axis})",
      takes: ["a", "parts", "axis"],
      differsWith: { argument: "parts", as: "whole" },
    },
  ],
  ["np.dot", same("matmul({a}, {b})", ["a", "b"])],
  ["np.expand_dims", same("unsqueeze({a}, {axis})", ["a", "axis"])],
  ["np.transpose", same("{a!}.T", ["a"])],
  ["np.shape", same("{a!}.shape", ["a"])],
  ["np.ndim", same("len({a!}.shape)", ["a"])],
  ["np.size", same("numel({a})", ["a"])],
  ["np.copy", same("{a!}", ["a"])],
  ["np.newaxis", { says: "A new dimension is None.", write: "None" }],
  [
    "np.float32",
    { says: "Every number is float64: strike it and its brackets.", write: "{a!}", takes: ["a"] },
  ],
  [
    "np.float64",
    { says: "Every number is float64: strike it and its brackets.", write: "{a!}", takes: ["a"] },
  ],
  ["random.randn", { ...same("randn(())", []), differsBare: true }],
  ["random.rand", { ...same("rand(())", []), differsBare: true }],
  ["random.standard_normal", same("randn({size:()})", ["size"])],
  ["random.random", same("rand({size:()})", ["size"])],
  ["random.random_sample", same("rand({size:()})", ["size"])],
  ["random.normal", same("({loc:0} + {scale:1} * randn({size:()}))", ["loc", "scale", "size"])],
  ["random.uniform", same("({low:0} + ({high:1} - {low!:0}) * rand({size:()}))", ["low", "high", "size"])],
  ["random.randint", whole("{size:()}")],
  ["torch.randint", whole("{size}")],
  ["tf.random.normal", same("randn({shape})", ["shape"])],
  ["tf.random.uniform", same("rand({shape})", ["shape"])],
  ["jax.random.normal", same("randn({shape:()})", ["key", "shape"])],
  ["jax.random.uniform", same("rand({shape:()})", ["key", "shape"])],
  ["jax.random.PRNGKey", SEED],
  ["jax.random.key", SEED],
  ["jax.random.split", SEED],
  ["tf.random.set_seed", SEED],
  ["random.seed", SEED],
  ["random.default_rng", SEED],
  ["torch.manual_seed", SEED],
  ["torch.Generator", SEED],
  ["cuda.manual_seed", SEED],
  ["cuda.manual_seed_all", SEED],
  ["cuda.is_available", silent("There is one device")],
  ["np.set_printoptions", silent("Settings say how numbers are shown")],
  ["torch.set_printoptions", silent("Settings say how numbers are shown")],
  ["torch.set_default_dtype", silent("Every number is float64")],
  ["torch.set_grad_enabled", silent("Every value has its gradient")],
  ["torch.device", silent("There is one device")],
  ["torch.t", same("{input!}.T", ["input"])],
  [
    "autograd.grad",
    {
      says: "grad gives the gradient itself and not in a tuple: write {…}, without an index behind it.",
      write: "grad({outputs}, {inputs})",
      takes: ["outputs", "inputs"],
      givesTuple: true,
    },
  ],
  ["torch.no_grad", { says: "detach(x) stops a gradient on its way to x; there is no no_grad." }],
  ["nn.Parameter", same("{data!}", ["data"])],
  layer("Linear", "W = randn(out, in), b = zeros(out), then linear(x, W, b)"),
  layer("Conv1d", "w = randn(out, in, k), then conv1d(x, w)"),
  layer("Conv2d", "w = randn(out, in, k, k), then conv2d(x, w)"),
  layer("Embedding", "w = randn(n, d), then embedding(i, w)"),
  layer("LayerNorm", "layer_norm(x, shape, weight, bias)"),
  layer("BatchNorm1d", "batch_norm(x, …, weight=w, bias=b)"),
  layer("BatchNorm2d", "batch_norm(x, …, weight=w, bias=b)"),
  layer("Sequential", "h = relu(linear(x, W1, b1)), then y = linear(h, W2, b2)"),
  plainLayer("ReLU", "relu"),
  plainLayer("LeakyReLU", "leaky_relu"),
  plainLayer("ELU", "elu"),
  plainLayer("GELU", "gelu"),
  plainLayer("SiLU", "silu"),
  plainLayer("Sigmoid", "sigmoid"),
  plainLayer("Tanh", "tanh"),
  plainLayer("Softplus", "softplus"),
  plainLayer("Flatten", "flatten"),
  plainLayer("MSELoss", "mse_loss"),
  plainLayer("L1Loss", "l1_loss"),
  plainLayer("SmoothL1Loss", "smooth_l1_loss"),
  plainLayer("HuberLoss", "huber_loss"),
  plainLayer("CrossEntropyLoss", "cross_entropy"),
  plainLayer("NLLLoss", "nll_loss"),
  plainLayer("BCELoss", "binary_cross_entropy"),
  plainLayer("BCEWithLogitsLoss", "binary_cross_entropy_with_logits"),
  plainLayer("KLDivLoss", "kl_div"),
]);

/** What is said of every other name of a module. */
export const foreignModules: ReadonlyMap<string, Foreign> = new Map<string, Foreign>([
  ["optim", { says: `There is no optimizer: ${STEP}.` }],
  ["lr_scheduler", { says: `There is no optimizer: ${STEP}.` }],
  ["init", { says: "Weights begin as what their line says, as in w = 0.1 * randn(3, 2)." }],
  [
    "plt",
    silent("Nothing is drawn by a call: values stand at the line ends, the graph is Nabla: Run Backward"),
  ],
]);
