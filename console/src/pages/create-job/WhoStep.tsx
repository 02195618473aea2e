import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import RadioGroup from '@cloudscape-design/components/radio-group';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { texts } from '../../texts/en';
import { TargetChoice } from '../TargetChoice';
import type { StepProps } from './WhatStep';
import { useReached } from './plan';

const mostNamed = 30;

export function WhoStep({ form, onChange }: StepProps) {
  const reached = useReached(form.targets);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{texts.jobs.targets}</Header>}>
        <SpaceBetween size="m">
          <TargetChoice targets={form.targets} onChange={(targets) => onChange({ targets })} />
          <Box>{texts.createJob.reaches(reached.length)}</Box>
          <Box color="text-body-secondary"><span className="breakable">{reached.slice(0, mostNamed).join(', ')}
            {reached.length > mostNamed && texts.andMore(reached.length - mostNamed)}</span></Box>
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">{texts.jobs.selection}</Header>}>
        <FormField label={texts.jobs.selection}>
          <RadioGroup value={form.selection} onChange={({ detail }) => onChange({ selection: detail.value })}
            items={(['SNAPSHOT', 'CONTINUOUS'] as const).map((value) => ({ value, label: value, description: texts.createJob.selections[value] }))} />
        </FormField>
      </Container>
    </SpaceBetween>
  );
}
