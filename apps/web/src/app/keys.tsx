import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { isTyping, keyName, wantsKeyItself } from "./key-rules.ts";

/** One key of a page. */
export interface KeyBinding {
  /** `Space`, `Enter`, `Shift+U`, `ArrowLeft`, `c`, `?` … */
  readonly key: string;
  /** What it does, for the help. */
  readonly text: string;
  readonly run: () => void;
  /** Shown in the help but does nothing now. */
  readonly off?: boolean;
}

interface KeyRegistry {
  add(bindings: readonly KeyBinding[]): () => void;
  all(): readonly KeyBinding[];
  watch(listener: () => void): () => void;
}

function createKeyRegistry(): KeyRegistry {
  let groups: readonly (readonly KeyBinding[])[] = [];
  let flat: readonly KeyBinding[] = [];
  const watchers = new Set<() => void>();
  const become = (next: typeof groups) => {
    groups = next;
    flat = groups.flat();
    for (const watcher of watchers) watcher();
  };
  return {
    add(bindings) {
      become([bindings, ...groups]);
      return () => become(groups.filter((group) => group !== bindings));
    },
    all: () => flat,
    watch(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
  };
}

const KeysContext = createContext<KeyRegistry | undefined>(undefined);

/** Listens for the keys of whatever is on screen; a newer binding wins over an older one. */
export function KeysProvider({ children }: { readonly children: ReactNode }) {
  const registry = useMemo(createKeyRegistry, []);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      const name = keyName(event);
      if (target && (isTyping(target) || wantsKeyItself(target, name))) return;
      const binding = registry.all().find((candidate) => candidate.key === name && !candidate.off);
      if (!binding) return;
      event.preventDefault();
      binding.run();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [registry]);
  return <KeysContext value={registry}>{children}</KeysContext>;
}

function useRegistry(): KeyRegistry {
  const registry = use(KeysContext);
  if (!registry) throw new Error("Keys need a KeysProvider above them.");
  return registry;
}

/** Gives a page its keys while it is shown. `run` may change on every render. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const registry = useRegistry();
  const latest = useRef(bindings);
  latest.current = bindings;
  const shape = JSON.stringify(bindings.map(({ key, text, off }) => [key, text, off ?? false]));
  useEffect(() => {
    const named = JSON.parse(shape) as readonly (readonly [string, string, boolean])[];
    return registry.add(
      named.map(([key, text, off], index) => ({ key, text, off, run: () => latest.current[index]?.run() })),
    );
  }, [registry, shape]);
}

/** Every key that works now, for the help. */
export function useAllKeys(): readonly KeyBinding[] {
  const registry = useRegistry();
  return useSyncExternalStore(registry.watch, registry.all);
}
