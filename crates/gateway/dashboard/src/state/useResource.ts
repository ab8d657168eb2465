import { useEffect, useState } from "preact/hooks";

import { Failure, get } from "../api/calls";

export interface Resource<T> {
  /** The last answer, kept while another is on its way and when that fails. */
  data: T | null;
  /** What was asked when `data` came. */
  address: string | null;
  failure: Failure | null;
  loading: boolean;
}

/** The answer at an address; asked again when `round` changes. null asks nothing. */
export function useResource<T>(address: string | null, round: number): Resource<T> {
  const [resource, setResource] = useState<Resource<T>>({ data: null, address: null, failure: null, loading: true });

  useEffect(() => {
    if (address === null) {
      setResource({ data: null, address: null, failure: null, loading: false });
      return;
    }
    const abort = new AbortController();
    setResource((before) => ({ ...before, loading: true }));
    // After the first round the point is what is new: revalidate (cheap, with the ETag).
    get<T>(address, { signal: abort.signal, cache: round === 0 ? "default" : "no-cache" }).then(
      (data) => setResource({ data, address, failure: null, loading: false }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const failure = error instanceof Failure ? error : new Failure(0, String(error), null);
        setResource((before) => ({ ...before, failure, loading: false }));
      },
    );
    return () => abort.abort();
  }, [address, round]);

  return resource;
}
