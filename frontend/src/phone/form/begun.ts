// A form kept on the phone while it is filled: a call, a crash, the camera taking all memory, an update lose nothing.
import { useEffect, useRef, useState } from "preact/hooks";

import { get, put } from "../store/db";

export interface Begun<Form> {
  form: Form;
  change: (part: Partial<Form>) => void;
  /** One was found that had been begun earlier. */
  found: boolean;
  /** Why it can't be kept at this moment: the phone is full. */
  fault: string;
}

export function useBegun<Form extends object>(key: string, empty: Form): Begun<Form> {
  const [form, setForm] = useState(empty);
  const [found, setFound] = useState(false);
  const [fault, setFault] = useState("");
  const touched = useRef(false);
  useEffect(() => {
    void get("begun", key).then((known) => {
      if (!known || touched.current) return;
      setForm({ ...empty, ...(known.content as Form) });
      setFound(true);
    });
  }, [key]);
  const change = (part: Partial<Form>) =>
    setForm((before) => {
      const after = { ...before, ...part };
      touched.current = true;
      put("begun", { key, saved_at: new Date().toISOString(), content: after }).then(
        () => setFault(""),
        (failure: Error) => setFault(failure.message),
      );
      return after;
    });
  return { form, change, found, fault };
}
