/** The standard library. */
export const librarySources: readonly { readonly path: string; readonly text: string }[] = [];
