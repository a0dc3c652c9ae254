/** A tracking server, by the REST API 2.0. */
export interface MlflowClient {
  /** @throws Error with what the server said */
  readonly call: (method: 'GET' | 'POST', path: string, body: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** Puts a file among a run's artifacts, where the server keeps them itself. */
  readonly putArtifact: (path: string, content: Uint8Array) => Promise<void>;
}

const patience = 10_000;

const authorization = (env: NodeJS.ProcessEnv): Readonly<Record<string, string>> => {
  const [token, user] = [env['MLFLOW_TRACKING_TOKEN'], env['MLFLOW_TRACKING_USERNAME']];
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (user === undefined) return {};
  const pair = `${user}:${env['MLFLOW_TRACKING_PASSWORD'] ?? ''}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
};

/** @param url of the server; credentials come from MLFLOW_TRACKING_TOKEN, or _USERNAME and _PASSWORD */
export const mlflowClient = (url: string): MlflowClient => {
  const base = `${url.replace(/\/+$/u, '')}/api/2.0`;
  const headers = authorization(process.env);
  const send = async (target: string, request: RequestInit): Promise<Response> => {
    const answer = await fetch(target, { ...request, signal: AbortSignal.timeout(patience) }).catch(
      (error: unknown) => {
        const cause = error instanceof Error ? (error.cause ?? error) : error;
        throw new Error(`no answer from ${base}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      },
    );
    if (answer.ok) return answer;
    throw new Error(`${target} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  };
  return {
    call: async (method, path, body) => {
      const query = new URLSearchParams(
        Object.entries(body).map(([key, value]): [string, string] => [key, String(value)]),
      );
      const answer =
        method === 'GET'
          ? await send(`${base}/mlflow/${path}?${query.toString()}`, { headers })
          : await send(`${base}/mlflow/${path}`, {
              method,
              headers: { ...headers, 'content-type': 'application/json' },
              body: JSON.stringify(body),
            });
      return answer.json();
    },
    putArtifact: async (path, content) => {
      const place = path.split('/').map(encodeURIComponent).join('/');
      await send(`${base}/mlflow-artifacts/artifacts/${place}`, {
        method: 'PUT',
        headers: { ...headers, 'content-type': 'application/octet-stream' },
        body: Buffer.from(content),
      });
    },
  };
};
