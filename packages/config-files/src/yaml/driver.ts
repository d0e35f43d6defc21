import type { FormatDriver } from "../format.ts";
import { addEntry } from "./add.ts";
import { editComment } from "./comment.ts";
import { insertItem, removeItem } from "./lists.ts";
import { parseYaml } from "./parse.ts";
import { removeEntry, renameEntry } from "./remove.ts";
import { setValue } from "./set.ts";

/** YAML: read by the library for ranges alone, written by splices. */
export const yamlDriver: FormatDriver = {
  read: parseYaml,
  edit(doc, op) {
    switch (op.op) {
      case "set":
        return setValue(doc, op);
      case "add":
        return addEntry(doc, op);
      case "remove":
        return removeEntry(doc, op);
      case "rename":
        return renameEntry(doc, op);
      case "insert":
        return insertItem(doc, op.path, op.index, op.value);
      case "list_add":
        return insertItem(doc, op.path, undefined, op.value);
      case "list_remove":
        return removeItem(doc, op);
      case "comment":
        return editComment(doc, op);
    }
  },
};
