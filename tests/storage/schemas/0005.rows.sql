-- A row for each table, with others that it refers to.
INSERT INTO thing_type VALUES ('lamp-type', 'type-id', '{}', 1767268800000, NULL);
INSERT INTO billing_group VALUES ('house', 'house-id', '{}', 1, 1767268800000);
INSERT INTO thing VALUES ('lamp', 'lamp-id', '{"colour":"red"}', 1, 'lamp-type', 'house');
INSERT INTO thing_group VALUES ('lamps', 'lamps-id', NULL, '{}', 1, 1767268800000);
INSERT INTO thing_group VALUES ('red', 'red-id', 'lamps', '{}', 1, 1767268800000);
INSERT INTO dynamic_group VALUES (1, 'red', 'attributes.colour:red', 'ACTIVE', 1767268800000, '');
INSERT INTO group_member VALUES ('lamps', 'lamp');
INSERT INTO connectivity VALUES ('lamp', 1, 1767268800000, '');
INSERT INTO setting VALUES ('indexing', '{}');
INSERT INTO authority VALUES (1, 'certificate', 'key');
INSERT INTO certificate VALUES
  (1, 'c1', 'pem', 'ACTIVE', 0, 1, 1767268800000, 1767268800000, 1767268800000, 2524607999000);
INSERT INTO thing_principal VALUES ('lamp', 'c1', 0);
INSERT INTO policy VALUES (1, 'devices', 'generation', 1767268800000, 1767268800000, 1, 1);
INSERT INTO policy_version VALUES ('devices', 1, '{}', 1767268800000);
INSERT INTO policy_target VALUES ('cert/c1', 'devices');
INSERT INTO job
  (job_id, targets, target_selection, status, force_canceled, document, configs, parameters,
   namespace_id, created_at, last_updated_at, begun, rolled_out, rollout_due)
  VALUES ('blink', '["arn:aws:iot:us-east-1:123456789012:thing/lamp"]', 'SNAPSHOT',
          'IN_PROGRESS', 0, '{}', '{}', '{}', '', 1767268800000, 1767268800000, 1, 1, 0);
INSERT INTO job_target VALUES ('blink', 0, 'lamp');
INSERT INTO rollout VALUES ('blink', 'fan');
INSERT INTO unreached_group VALUES ('blink', 1, 'lamps', '');
INSERT INTO job_execution
  (job_id, thing_name, namespace_id, execution_number, status, status_details, version,
   force_canceled, queued_at, last_updated_at, retries_failed, retries_timed_out)
  VALUES ('blink', 'lamp', '', 1, 'QUEUED', '{}', 1, 0, 1767268800000, 1767268800000, 0, 0);
INSERT INTO job_template VALUES (1, 'blinking', 'Blinks.', '{}', '{}', 1767268800000);
INSERT INTO package VALUES ('firmware', NULL, NULL, 1767268800000, 1767268800000);
INSERT INTO package_version VALUES
  ('firmware', '1.0', NULL, '{}', 'null', NULL, 'DRAFT', 1767268800000, 1767268800000);
INSERT INTO tag VALUES ('job', 'blink', 'colour', 'red');
INSERT INTO event_configurations VALUES (1, '["THING"]', 1767268800000, 1767268800000);
INSERT INTO clock VALUES (1, 1767268800000, 1767268800000, 1.0);
INSERT INTO ca_certificate VALUES
  (1, 'ca', 'pem', 1, 0, '{}', 1, 1767268800000, 1767268800000, 1767268800000, 2524607999000, 1);
INSERT INTO certificate_issuer VALUES ('c1', 'ca');
INSERT INTO registration_code VALUES (1, 'code');
INSERT INTO provisioning_template VALUES
  ('fleet', 'FLEET_PROVISIONING', '', 1, '', 1767268800000, 1767268800000, 1, 1, 'null');
INSERT INTO provisioning_template_version VALUES ('fleet', 1, '{}', 1767268800000);
INSERT INTO certificate_owner VALUES ('token', 'c1', 1767268800000);
INSERT INTO provisioning_claim VALUES ('c1', 'fleet');
INSERT INTO role_alias VALUES
  ('lamps', 'arn:aws:iam::123456789012:role/any', 3600, 1767268800000, 1767268800000);
INSERT INTO registration_task VALUES
  (1, 'task', '{}', 'firmware', 'lines', 'arn:aws:iam::123456789012:role/any', 'InProgress', '', 1,
   0, 1, 20, 40, '"etag"', 1767268800000, 1767268800000);
INSERT INTO registration_report VALUES ('task', 1, 0, '{}');
