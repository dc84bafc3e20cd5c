/** Kernels whose inner loops are WebAssembly; where there is none, and for what is too small to be worth it, the plain ones. */
import { plainKernels, type Kernels } from "./kernels.ts";
import type { KernelModule } from "./kernel-module.ts";
import { createProducts, PRODUCT_BYTES } from "./panels.ts";

/** How many multiplications a product must have. */
export interface Worth {
  /** That packing its operands pays. */
  readonly packing: number;
  /** That compiling the module pays, which takes some milliseconds. */
  readonly compiling: number;
  /** Rows and columns: of fewer than a tile has, the panels would be filled up with zeros for the most part. */
  readonly thickness: number;
}

const MEASURED: Worth = { packing: 4096, compiling: 500_000, thickness: 4 };

const PAGE_BYTES = 65536;

/** `load` compiles the module, when the first work is worth it; where it throws, `failed` is told once and the plain kernels go on. */
export function createKernels(
  load: () => KernelModule,
  failed: (thrown: unknown) => void,
  worth: Worth = MEASURED,
): Kernels {
  let products: Kernels["multiply"] | undefined;
  let least = worth.compiling;

  function productsFor(multiplications: number): Kernels["multiply"] | undefined {
    if (multiplications < least) return undefined;
    if (products !== undefined) return products;
    try {
      const module = load();
      const base = module.memory.buffer.byteLength;
      module.memory.grow(Math.ceil(PRODUCT_BYTES / PAGE_BYTES));
      products = createProducts(module, base);
      least = worth.packing;
    } catch (thrown) {
      least = Infinity;
      failed(thrown);
    }
    return products;
  }

  return {
    multiply(to, a, b, rows, shared, columns) {
      // The plain kernel splits the sums of a product with a vector in four, which a panel does not.
      // Over nothing there is nothing to pack.
      const isThin = columns === 1 || shared === 0 || Math.min(rows, columns) < worth.thickness;
      const multiply = (isThin ? undefined : productsFor(rows * shared * columns)) ?? plainKernels.multiply;
      multiply(to, a, b, rows, shared, columns);
    },
  };
}
