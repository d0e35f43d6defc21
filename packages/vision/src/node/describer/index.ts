export { type BelievedCell, contradictions } from "./contradicts.ts";
export { DescriberErrors } from "./errors.ts";
export { createExchanging, EXCHANGE_LIMITS, type ExchangeLimits } from "./exchange.ts";
export { newestFirst, type QueuedDescriber } from "./newest-first.ts";
export { createOllamaDescriber } from "./ollama.ts";
export { createOpenAiDescriber } from "./openai.ts";
export {
  type CropPair,
  type DescribedChange,
  type DescribeRequest,
  type Describer,
  type DescriberModel,
  type Description,
  MOST_CROPS,
} from "./types.ts";
