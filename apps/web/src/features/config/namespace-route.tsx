import { useParams } from "@tanstack/react-router";
import { NamespacePage } from "./namespace-page.tsx";

/** The page of the namespace in the address; another address begins afresh. */
export function NamespaceRoute() {
  const { ns } = useParams({ from: "/inside/config/$ns" });
  return <NamespacePage key={ns} ns={ns} />;
}
