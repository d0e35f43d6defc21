import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** Leads to another page once, in place of this one. The address is that of the first render. */
export function Redirect({ to }: { readonly to: string }) {
  const [target] = useState(to);
  const router = useRouter();
  useEffect(() => {
    router.history.replace(target);
  }, [router, target]);
  return null;
}
