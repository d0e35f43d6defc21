export { useProof } from "./use-proof.tsx";
export { canUsePasskeys, makePasskey } from "./web-authn.ts";
