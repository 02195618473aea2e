import Wizard from '@cloudscape-design/components/wizard';
import { useEffect, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { iot } from '../../api/send';
import type { Job } from '../../api/types';
import { perform } from '../../calls/ActionButton';
import { toJob } from '../../frame/links';
import { useAsk } from '../../live/queries';
import { texts } from '../../texts/en';
import { HowStep } from './HowStep';
import { Review } from './Review';
import { WhatStep } from './WhatStep';
import { WhoStep } from './WhoStep';
import { type Form, emptyForm, formLike, inputOf } from './form';

function missing(form: Form, step: number): string | undefined {
  if (step === 0) {
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(form.jobId)) return texts.createJob.idMissing;
    if (form.source !== 'document' && !form.template) return texts.createJob.templateMissing;
    if (form.source === 'document') {
      try {
        JSON.parse(form.document);
      } catch (error) {
        return texts.createJob.noJson((error as Error).message);
      }
    }
  }
  return step === 1 && form.targets.length === 0 ? texts.createJob.targetsMissing : undefined;
}

export default function CreateJob() {
  const [, navigate] = useLocation();
  const like = useSearchParams()[0].get('like') ?? '';
  const template = useSearchParams()[0].get('template') ?? '';
  const other = useAsk<{ job: Job }>(like ? iot('DescribeJob', { jobId: like }) : undefined).data?.job;
  const document = useAsk<{ document?: string }>(like ? iot('GetJobDocument', { jobId: like }) : undefined).data?.document;
  const [form, setForm] = useState<Form>({ ...emptyForm, ...(template ? { source: 'template', template } : {}) });
  const [step, setStep] = useState(0);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (other && document !== undefined) setForm(formLike(other, document));
  }, [other?.jobId, document]);
  const change = (part: Partial<Form>) => setForm((before) => ({ ...before, ...part }));
  const make = async () => {
    setBusy(true);
    const made = await perform(iot('CreateJob', inputOf(form)), texts.createJob.made(form.jobId));
    setBusy(false);
    if (made) navigate(toJob(form.jobId));
  };
  return (
    <Wizard i18nStrings={{ ...texts.wizard, submitButton: texts.createJob.title }} activeStepIndex={step} isLoadingNextStep={busy}
      onNavigate={({ detail }) => {
        const first = detail.requestedStepIndex > step ? missing(form, step) : undefined;
        setProblem(first);
        if (!first) setStep(detail.requestedStepIndex);
      }}
      onCancel={() => navigate('/jobs')} onSubmit={() => void make()}
      steps={[
        { title: texts.createJob.what, content: <WhatStep form={form} onChange={change} />, errorText: problem },
        { title: texts.createJob.who, content: <WhoStep form={form} onChange={change} />, errorText: problem },
        { title: texts.createJob.how, content: <HowStep form={form} onChange={change} />, isOptional: true },
        { title: texts.createJob.review, content: <Review form={form} /> },
      ]} />
  );
}
