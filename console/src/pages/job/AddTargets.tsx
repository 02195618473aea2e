import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { iot } from '../../api/send';
import { FormDialog } from '../../calls/FormDialog';
import { texts } from '../../texts/en';
import { TargetChoice } from '../TargetChoice';

export function AddTargets({ jobId }: { jobId: string }) {
  const [open, setOpen] = useState(false);
  const [targets, setTargets] = useState<string[]>([]);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts.job.addTargets}</Button>
      {open && (
        <FormDialog title={texts.job.addTargets} call={iot('AssociateTargetsWithJob', { jobId, targets })}
          done={texts.job.added(jobId)} onClose={() => setOpen(false)}>
          <TargetChoice onlyGroups targets={targets} onChange={setTargets} />
        </FormDialog>
      )}
    </>
  );
}
