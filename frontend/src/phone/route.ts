// Where in the app we are: the part of the address after "#", so that the phone's back key works.
import { useEffect, useState } from "preact/hooks";

export function useRoute(): string[] {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => {
      setHash(location.hash);
      scrollTo(0, 0);
    };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
}

export function go(...parts: string[]): void {
  location.hash = address(...parts);
}

/** Go without leaving a step to come back to: after a form was sent. */
export function goInstead(...parts: string[]): void {
  location.replace(address(...parts));
}

export const address = (...parts: string[]) => `#/${parts.map(encodeURIComponent).join("/")}`;
