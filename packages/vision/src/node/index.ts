export { type DecodeOptions, decodeImage, MAX_BYTES, MAX_PIXELS } from "./decode.ts";
export { MediaErrors } from "./errors.ts";
