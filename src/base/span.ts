/** Half-open ranges of offsets into one text; the only kind of position that the core knows. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether an offset lies in the span, its end included: a caret behind a name still touches the name. */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
