import { KubeConfig } from "@kubernetes/client-node";
export const x = KubeConfig;
