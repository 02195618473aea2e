// What can be asked for, as the API's description has it.
import table from './operations.json';

export type Service = keyof typeof table;

export interface Operation {
  method: string;
  path: string;
  query?: Record<string, string>;
  header?: Record<string, string>;
  command?: string; // of our own API: the words of the command line
}

export type Input = Record<string, unknown>;

// A request that can be sent, shown and copied.
export interface Call {
  service: Service;
  operation: string;
  input: Input;
}

export function operationOf(call: Call): Operation {
  const operation = (table[call.service] as Record<string, Operation>)[call.operation];
  if (!operation) throw new Error(`${call.service} has no ${call.operation}`);
  return operation;
}

export interface Wire {
  method: string;
  target: string; // path and query
  headers: Record<string, string>;
  body: string;
}

const encoded = (value: unknown) =>
  encodeURIComponent(String(value)).replace(/[!'()*]/g, (c) =>
    `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export function wireOf(call: Call): Wire {
  const operation = operationOf(call);
  const rest = { ...call.input };
  const take = (member: string) => {
    const value = rest[member];
    delete rest[member];
    return value;
  };
  const path = operation.path.replace(/\{(\w+)\}/g, (_, member) => encoded(take(member)));
  const query = Object.entries(operation.query ?? {})
    .map(([member, name]) => [name, take(member)])
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encoded(value)}`);
  const headers: Record<string, string> = {};
  for (const [member, name] of Object.entries(operation.header ?? {})) {
    const value = take(member);
    if (value !== undefined) headers[name] = String(value);
  }
  const hasBody = Object.keys(rest).length > 0;
  if (hasBody) headers['content-type'] = 'application/json';
  return {
    method: operation.method,
    target: path + (query.length ? `?${query.join('&')}` : ''),
    headers,
    body: hasBody ? JSON.stringify(rest) : '',
  };
}
