// A table that is paged by the API: a token leads from each page to the next.
import Box from '@cloudscape-design/components/box';
import Pagination from '@cloudscape-design/components/pagination';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { type ReactNode, useState } from 'react';
import type { Call } from '../api/operation';
import { useAsk } from '../live/queries';
import { texts } from '../texts/en';

// The answer to the call on the chosen page, and how to choose another.
export function usePages<T extends { nextToken?: string }>(call: Call) {
  const question = JSON.stringify(call);
  const [kept, setKept] = useState<{ question: string; tokens: (string | undefined)[]; page: number }>(
    { question, tokens: [undefined], page: 1 });
  const { tokens, page } = kept.question === question ? kept : { tokens: [undefined], page: 1 };
  const token = tokens[page - 1];
  const answer = useAsk<T>({ ...call, input: { ...call.input, ...(token ? { nextToken: token } : {}) } });
  const next = answer.data?.nextToken;
  const pagination = (
    <Pagination currentPageIndex={page} pagesCount={next ? page + 1 : page} openEnd={!!next}
      ariaLabels={texts.pagination}
      onChange={({ detail }) => {
        const wanted = detail.currentPageIndex;
        if (wanted > page && !next) return;
        setKept({ question, page: Math.min(wanted, page + 1),
          tokens: wanted > page ? [...tokens.slice(0, page), next] : tokens });
      }} />
  );
  return { ...answer, pagination };
}

interface Props<T> extends Omit<TableProps<T>, 'items'> {
  items: readonly T[] | undefined;
  error?: Error | null;
  none: ReactNode;
}

// With what it shows while it loads, when there is nothing, and when it was refused.
export function PlainTable<T>({ items, error, none, ...rest }: Props<T>) {
  return (
    <Table {...rest} items={items ?? []} loading={!items && !error} loadingText={texts.loading}
      wrapLines={rest.wrapLines ?? true}
      empty={<Box textAlign="center" color="text-body-secondary" padding="s">
        {error ? `${texts.error}: ${error.message}` : none}</Box>} />
  );
}
