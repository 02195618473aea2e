// The document as it was given, and as a thing gets it now.
import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { data, iot } from '../../api/send';
import type { Job } from '../../api/types';
import { Json } from '../../json/Json';
import { useAsk } from '../../live/queries';
import { texts } from '../../texts/en';

const mostBytes = 32768;

function Placeholders({ document }: { document: string }) {
  const found = [...new Set(document.match(/\$\{aws:iot:[^}]*\}/g) ?? [])];
  if (found.length === 0) return null;
  return (
    <ul className="sentences">
      {found.map((one) => {
        const kind = one.split(':')[2];
        return <li key={one}>{one}: {texts.document.placeholders[kind] ?? texts.document.unknown}</li>;
      })}
    </ul>
  );
}

export function JobDocument({ job }: { job: Job }) {
  const { jobId } = job;
  const [thing, setThing] = useState<string>();
  const document = useAsk<{ document?: string }>(iot('GetJobDocument', { jobId })).data?.document ?? '';
  const executions = useAsk<{ executionSummaries: { thingArn: string }[] }>(
    iot('ListJobExecutionsForJob', { jobId, maxResults: 50 })).data?.executionSummaries ?? [];
  const names = executions.map(({ thingArn }) => thingArn.slice(thingArn.lastIndexOf('/') + 1));
  const chosen = thing ?? names[0];
  const got = useAsk<{ execution: { jobDocument?: unknown } }>(chosen
    ? data('DescribeJobExecution', { jobId, thingName: chosen, includeJobDocument: true }) : undefined);
  const bytes = new TextEncoder().encode(document).length;
  return (
    <ColumnLayout columns={2} minColumnWidth={280}>
      <div>
        <Header variant="h3" description={texts.document.size(bytes, mostBytes)}>{texts.document.given}</Header>
        <Json value={document} label={texts.document.given} />
        <Placeholders document={document} />
      </div>
      <div>
        <Header variant="h3">{texts.document.got}</Header>
        <FormField label={texts.execution.thing}>
          <Select options={names.map((value) => ({ value, label: value }))} filteringType="auto"
            selectedOption={chosen ? { value: chosen, label: chosen } : null} placeholder={texts.document.choose}
            onChange={({ detail }) => setThing(detail.selectedOption.value)} />
        </FormField>
        {got.error ? <Box>{got.error.message}</Box>
          : chosen && got.data && <Json label={texts.document.got} value={got.data.execution.jobDocument} />}
      </div>
    </ColumnLayout>
  );
}
