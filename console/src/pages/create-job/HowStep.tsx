import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { texts } from '../../texts/en';
import type { StepProps } from './WhatStep';
import type { Form } from './form';

type TextMember = { [Name in keyof Form]: Form[Name] extends string ? Name : never }[keyof Form];

export function HowStep({ form, onChange }: StepProps) {
  const field = (name: TextMember, label: string, rule?: string, type: 'number' | 'text' = 'number') => (
    <FormField key={name} label={label} constraintText={rule}>
      <Input type={type} value={form[name]} onChange={({ detail }) => onChange({ [name]: detail.value })} />
    </FormField>
  );
  const words = texts.createJob.fields;
  const failures = ['FAILED', 'TIMED_OUT', 'REJECTED', 'ALL'].map((value) => ({ value, label: value }));
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{texts.job.rollout}</Header>}>
        <SpaceBetween size="m">
          {field('perMinute', words.perMinute, words.perMinuteRule)}
          <Toggle checked={form.exponential} onChange={({ detail }) => onChange({ exponential: detail.checked })}>{words.exponential}</Toggle>
          {form.exponential && <ColumnLayout columns={3}>{[field('base', words.base), field('factor', words.factor), field('every', words.every)]}</ColumnLayout>}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">{texts.job.abort}</Header>}>
        <SpaceBetween size="m">
          <Toggle checked={form.abort} onChange={({ detail }) => onChange({ abort: detail.checked })}>{words.abort}</Toggle>
          {form.abort && (
            <ColumnLayout columns={3}>
              <FormField label={words.failureType}>
                <Select options={failures} selectedOption={{ value: form.failureType, label: form.failureType }}
                  onChange={({ detail }) => onChange({ failureType: detail.selectedOption.value! })} />
              </FormField>
              {field('threshold', words.threshold)}
              {field('least', words.least)}
            </ColumnLayout>
          )}
          {field('retries', words.retries, words.retriesRule)}
          {field('timeout', words.timeout, words.timeoutRule)}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">{texts.job.schedule}</Header>}>
        <ColumnLayout columns={2}>
          {field('start', words.start, '2026-01-01T00:00 (UTC)', 'text')}
          {field('end', words.end, '2026-01-08T00:00 (UTC)', 'text')}
          {field('window', words.window, 'cron(0 2 * * ? *)', 'text')}
          {field('windowMinutes', words.windowMinutes)}
        </ColumnLayout>
      </Container>
    </SpaceBetween>
  );
}
