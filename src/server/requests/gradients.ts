/** Hides the gradients of all files, and shows more or fewer of a file's hidden ones. */
import {
  hideNotification,
  revealNotification,
  type HideParams,
  type RevealParams,
} from "../../protocol/requests.ts";
import { uriIn } from "../about.ts";
import type { RequestHandler } from "../request.ts";

export const gradients: RequestHandler = {
  listen({ connection, service, guarded }) {
    const hide = (params: HideParams): void => service.hideGradients(params.hide, params.isLarge);
    const reveal = ({ uri, how }: RevealParams): void => service.reveal(uri, how);
    connection.onNotification(hideNotification, guarded("hiding of gradients", hide));
    connection.onNotification(revealNotification, guarded("showing of a gradient", reveal, uriIn));
  },
};
