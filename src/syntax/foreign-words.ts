/** Words of other languages that stand where a name or a keyword may stand, with what to do instead. */

/** All that is said of a word that can go alone. */
export const STRIKE_WORD = "strike it";

/** Python's keywords that the language has no use for, with what to do instead. */
export const foreignWords: ReadonlyMap<string, string> = new Map([
  ["pass", STRIKE_WORD],
  ["break", "a loop runs all its turns; choose values with where(c, a, b)"],
  ["continue", "a loop runs all its turns; choose values with where(c, a, b)"],
  ["del", "values need not be deleted; strike the line"],
  ["global", "a function sees top-level names and binds its own; strike the line"],
  ["nonlocal", "a function sees top-level names and binds its own; strike the line"],
  ["assert", "a shape is checked where it is said, as in x: [N, 3] = …; else strike the line"],
  ["raise", "strike the line"],
  ["yield", "a function returns its values on its last line"],
  ["async", STRIKE_WORD],
  ["await", STRIKE_WORD],
]);

/** Words that begin a type in Python's annotations; one with a dot in it is a type whatever it is called. */
export const typeWords: ReadonlySet<string> = new Set([
  ...["float", "int", "bool", "str", "complex", "object", "list", "tuple", "dict", "set"],
  ...["List", "Tuple", "Dict", "Sequence", "Iterable", "Optional", "Union", "Callable", "Any", "Literal"],
  ...[
    "Tensor",
    "FloatTensor",
    "Parameter",
    "Module",
    "ndarray",
    "NDArray",
    "ArrayLike",
    "Array",
    "Float",
    "Int",
  ],
]);

/** Words that other languages write before a name that is bound, beside those of types. */
export const declaringWords: ReadonlySet<string> = new Set([
  ...["let", "const", "var", "val", "auto", "mut", "final", "static", "local"],
  ...["double", "long", "real", "number", "scalar", "vector", "matrix", "tensor"],
]);

/** What marks a leaf is a function, and no such word. */
export const MARKING_WORD = "param";
