import type { Secrets } from "../../secrets/index.ts";
import type { Book } from "./book.ts";

/** Seals what only its person may read: notes, documents of a ring, passwords. */
export interface Vault {
  /** @throws {AppError} `secrets.locked` */
  seal(book: Pick<Book, "db" | "person">, text: string): Promise<Uint8Array>;
  /** `undefined` when the key was erased. */
  open(book: Pick<Book, "db" | "person">, sealed: Uint8Array): Promise<string | undefined>;
  /** Erases the key of a person, and with it everything it sealed, in every backup too. */
  erase(book: Pick<Book, "db" | "person">): Promise<void>;
}

/** The vault of the day, on the secrets of the platform: one data key per person. */
export function createVault(secrets: Pick<Secrets, "sealFor" | "openFor" | "eraseKey">): Vault {
  const scopeOf = ({ person }: Pick<Book, "person">) => `life:person:${person.personId}`;
  return {
    seal: (book, text) => secrets.sealFor(book.db, scopeOf(book), new TextEncoder().encode(text)),
    async open(book, sealed) {
      const plain = await secrets.openFor(book.db, scopeOf(book), sealed);
      return plain && new TextDecoder().decode(plain);
    },
    erase: (book) => secrets.eraseKey(book.db, scopeOf(book)),
  };
}
