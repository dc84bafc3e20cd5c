/** Of the panels that step through one file the one leads that stepped last; when it steps no more, the one before it leads again. */

/** A panel that steps. */
export interface Stepper {
  /** What it shows is lit in the source, and the hints go along with it. */
  lead(): void;
  /** Another one leads. */
  rest(): void;
}

export interface StepLead {
  /** It has stepped. */
  take(uri: string, stepper: Stepper): void;
  /** It steps no more. Whether none leads now. */
  leave(uri: string, stepper: Stepper): boolean;
  isLeading(uri: string, stepper: Stepper): boolean;
}

export function createStepLead(): StepLead {
  /** By file, the one that leads last. */
  const steppers = new Map<string, readonly Stepper[]>();
  const of = (uri: string): readonly Stepper[] => steppers.get(uri) ?? [];
  return {
    take(uri, stepper) {
      const before = of(uri).at(-1);
      steppers.set(uri, [...of(uri).filter((other) => other !== stepper), stepper]);
      if (before !== stepper) before?.rest();
      stepper.lead();
    },
    leave(uri, stepper) {
      const before = of(uri);
      const left = before.filter((other) => other !== stepper);
      if (left.length > 0) steppers.set(uri, left);
      else steppers.delete(uri);
      if (before.at(-1) !== stepper) return false;
      stepper.rest();
      left.at(-1)?.lead();
      return left.length === 0;
    },
    isLeading: (uri, stepper) => of(uri).at(-1) === stepper,
  };
}
