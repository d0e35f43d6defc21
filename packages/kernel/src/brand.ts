declare const brand: unique symbol;

/** A value that looks like `Base` at run time but cannot be mixed up with other values at compile time. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A length on the physical table, in millimetres. Never mix with {@link ImagePx}. */
export type BoardMm = Brand<number, "BoardMm">;

/** A length in one particular captured image, in pixels. Never mix with {@link BoardMm}. */
export type ImagePx = Brand<number, "ImagePx">;
