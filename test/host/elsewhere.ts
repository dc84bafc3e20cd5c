/** What the suite finds in its workspace of a folder outside of it. */

/** A symbolic link to the folder. */
export const linkName = "elsewhere";

/** A file with the folder's path. */
export const placeName = "elsewhere.txt";
