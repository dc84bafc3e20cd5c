/** Requests about the server itself. */

/** Asks the server for a sign of life; A hanging server is known by the missing answer. */
export const pingRequest = "nabla/ping";

/** The answer to a ping. */
export interface Pong {
  readonly server: "nabla";
}
