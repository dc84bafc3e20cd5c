/** Whether values and gradients stand at line ends: a person's choice for this window, as long as it is open. */
import { EventEmitter, type Event } from "vscode";

export interface HintSwitch {
  readonly isOn: boolean;
  readonly onDidChange: Event<void>;
  toggle(): void;
  dispose(): void;
}

export function createHintSwitch(): HintSwitch {
  const changed = new EventEmitter<void>();
  let isOn = true;
  return {
    get isOn() {
      return isOn;
    },
    onDidChange: changed.event,
    toggle() {
      isOn = !isOn;
      changed.fire();
    },
    dispose: () => changed.dispose(),
  };
}
