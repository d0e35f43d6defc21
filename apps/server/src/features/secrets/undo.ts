import { AuditErrors, type UndoHandler } from "../audit/index.ts";
import { createSecretStore } from "./store.ts";

/** Makes the version before the current one again; the later one stays kept, sealed. */
export const undoPut: UndoHandler = {
  action: "secrets.put_value",
  scope: "secrets:admin",
  async run(tx, { data }) {
    const { name, was, became } = data as { readonly name: string; readonly was: number; readonly became: number };
    const store = createSecretStore(tx);
    const row = await store.lock(name);
    if (row?.version !== became) {
      throw AuditErrors.undo_conflict({ what: `The secret "${name}"`, expected: became, actual: row?.version ?? null });
    }
    await store.update({ ...row, version: was });
    return {
      summary: `Went back to version ${was} of the secret "${name}".`,
      before: { version: became },
      after: { version: was },
    };
  },
};
