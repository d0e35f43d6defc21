export { folderTree } from "./folder-tree.ts";
