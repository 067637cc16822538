-- The engine's tables. History (run, step_run) is partitioned by retention class, then by the run's UUIDv7, which
-- begins with its time: it is removed by dropping leaves. What is live (work_item, wait) stays small and unpartitioned.

CREATE FUNCTION uuid7_floor(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

CREATE TABLE run (
  retention           smallint NOT NULL CHECK (retention IN (7, 30, 90, 400)),
  id                  uuid NOT NULL,
  tenant_id           uuid NOT NULL,
  workflow_id         uuid NOT NULL,
  version_id          uuid NOT NULL,
  status              text NOT NULL DEFAULT 'queued'
    CHECK (status IN ('queued', 'running', 'waiting', 'held', 'succeeded', 'failed', 'cancelled')),
  trigger_id          text,
  trigger_type        text NOT NULL,
  trigger             json,
  inputs              json,
  output              json,
  error               json,
  labels              text[] NOT NULL DEFAULT '{}',
  retry_of            uuid,
  parent              uuid,
  depth               smallint NOT NULL DEFAULT 0,
  held_reason         text,
  created_at          timestamptz NOT NULL DEFAULT now(),
  started_at          timestamptz,
  finished_at         timestamptz,
  deadline_at         timestamptz,
  cancel_requested_at timestamptz,
  PRIMARY KEY (retention, id),
  CHECK ((finished_at IS NOT NULL) = (status IN ('succeeded', 'failed', 'cancelled'))),
  CHECK ((held_reason IS NOT NULL) = (status = 'held'))
) PARTITION BY LIST (retention);
CREATE INDEX run_list ON run (tenant_id, id DESC);
CREATE INDEX run_of_workflow ON run (tenant_id, workflow_id, id DESC);
CREATE INDEX run_retries ON run (tenant_id, retry_of) WHERE retry_of IS NOT NULL;
CREATE INDEX run_to_mend ON run (tenant_id, id DESC) WHERE status IN ('failed', 'held');

CREATE TABLE step_run (
  retention   smallint NOT NULL,
  run_id      uuid NOT NULL,
  step        text NOT NULL,
  iteration   integer[] NOT NULL DEFAULT '{}',
  attempt     smallint NOT NULL DEFAULT 1,      -- 0: the record of a loop's whole iteration
  id          uuid NOT NULL,
  tenant_id   uuid NOT NULL,
  type        text NOT NULL,
  status      text NOT NULL
    CHECK (status IN ('ready', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled', 'unknown')),
  effect      text,
  input       json,
  output      json,
  error       json,
  started_at  timestamptz NOT NULL,
  finished_at timestamptz,
  fence       bigint NOT NULL,
  PRIMARY KEY (retention, run_id, step, iteration, attempt)
) PARTITION BY LIST (retention);

-- An end is an end: neither a bug nor a worker back from the dead may change it.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% % is final: % cannot become %', TG_ARGV[0], OLD.id, OLD.status, NEW.status
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER run_end_is_final BEFORE UPDATE ON run FOR EACH ROW
  WHEN (OLD.status IN ('succeeded', 'failed', 'cancelled') AND NEW.status IS DISTINCT FROM OLD.status)
  EXECUTE FUNCTION refuse_change('run');
CREATE TRIGGER step_result_is_final BEFORE UPDATE ON step_run FOR EACH ROW
  WHEN (OLD.status IN ('succeeded', 'skipped')) EXECUTE FUNCTION refuse_change('step run');

CREATE TABLE work_item (
  run_id           uuid NOT NULL,
  branch           integer NOT NULL DEFAULT 0,
  retention        smallint NOT NULL,
  tenant_id        uuid NOT NULL,
  queue            text NOT NULL DEFAULT 'std',
  priority         smallint NOT NULL DEFAULT 5 CHECK (priority BETWEEN 0 AND 9),
  state            text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'dispatched', 'leased', 'quarantined')),
  place            json,                         -- where a branch of a fork begins; null for a run's first branch
  ready_at         timestamptz NOT NULL DEFAULT now(),
  dispatched_at    timestamptz,
  dispatches       integer NOT NULL DEFAULT 0,
  lease_owner      text,
  lease_until      timestamptz,
  step_deadline    timestamptz,
  fence            bigint NOT NULL DEFAULT 0,
  crashes          smallint NOT NULL DEFAULT 0,
  has_history      boolean NOT NULL DEFAULT false,
  cancel_requested_at timestamptz,
  PRIMARY KEY (run_id, branch),
  CHECK ((state = 'leased') = (lease_owner IS NOT NULL)),
  CHECK ((state = 'leased') = (lease_until IS NOT NULL))
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000);
CREATE INDEX work_item_ready ON work_item (tenant_id, queue, priority, ready_at) WHERE state = 'ready';
CREATE INDEX work_item_in_flight ON work_item (tenant_id) WHERE state IN ('dispatched', 'leased');
CREATE INDEX work_item_dispatched ON work_item (queue, dispatched_at) WHERE state = 'dispatched';
CREATE INDEX work_item_leased ON work_item (lease_until) WHERE state = 'leased';

CREATE TABLE wait (
  run_id     uuid NOT NULL,
  branch     integer NOT NULL DEFAULT 0,
  retention  smallint NOT NULL,
  tenant_id  uuid NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('delay', 'retry', 'event', 'approval', 'child', 'join')),
  wake_at    timestamptz,
  token_hash bytea UNIQUE,
  queue      text NOT NULL DEFAULT 'std',
  priority   smallint NOT NULL DEFAULT 5,
  place      json,
  fence      bigint NOT NULL,                    -- goes on rising when the branch wakes, so that a zombie stays fenced
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, branch)
);
CREATE INDEX wait_due ON wait (wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE tenant_queue (
  tenant_id    uuid PRIMARY KEY,
  weight       integer NOT NULL DEFAULT 100 CHECK (weight > 0),
  max_running  integer NOT NULL DEFAULT 200 CHECK (max_running > 0),
  paused       boolean NOT NULL DEFAULT false,
  virtual_time double precision NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE schedule_fire (                     -- one row for each nominal instant: that a schedule fires once
  schedule_id uuid NOT NULL,
  fire_at     timestamptz NOT NULL,
  tenant_id   uuid NOT NULL,
  run_id      uuid,
  outcome     text NOT NULL CHECK (outcome IN ('started', 'skipped', 'refused', 'held')),
  reason      text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (schedule_id, fire_at)
);

CREATE TABLE webhook_delivery (                  -- one row for each delivery id, so that a repeated one starts nothing
  trigger_id  uuid NOT NULL,
  delivery    bytea NOT NULL,
  tenant_id   uuid NOT NULL,
  body_sha256 bytea NOT NULL,
  run_id      uuid,
  event_id    uuid,
  hits        integer NOT NULL DEFAULT 1,
  seen_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (trigger_id, delivery)
);
CREATE INDEX webhook_delivery_age ON webhook_delivery USING brin (seen_at);

CREATE TABLE start_key (                         -- a key of a batch's item stands for one run for 24 hours
  tenant_id     uuid NOT NULL,
  workflow_id   uuid NOT NULL,
  key           text NOT NULL,
  inputs_sha256 bytea NOT NULL,
  run_id        uuid NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, workflow_id, key)
);

-- Make the leaves that hold the next `days` days, and one default leaf a class that catches what comes without one.
-- The owner runs it when migrating; the engine may call it daily: its names and bounds come from nobody's input.
CREATE FUNCTION make_partitions(days integer) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  class smallint; part text; leaf text; width interval; first timestamptz; made integer := 0;
BEGIN
  FOREACH class IN ARRAY ARRAY[7, 30, 90, 400]::smallint[] LOOP
    width := CASE WHEN class = 400 THEN interval '1 month' ELSE interval '7 days' END;
    FOREACH part IN ARRAY ARRAY['run', 'step_run'] LOOP
      IF to_regclass(part || '_' || class) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES IN (%s) PARTITION BY RANGE (%I)',
          part || '_' || class, part, class, CASE part WHEN 'run' THEN 'id' ELSE 'run_id' END);
        EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', part || '_' || class || '_rest', part || '_' || class);
      END IF;
      first := date_trunc(CASE WHEN class = 400 THEN 'month' ELSE 'week' END, now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
      WHILE first < now() + make_interval(days => days) LOOP
        leaf := part || '_' || class || '_' || to_char(first AT TIME ZONE 'UTC', 'YYYYMMDD');
        IF to_regclass(leaf) IS NULL THEN
          BEGIN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L) WITH (fillfactor = 85)',
              leaf, part || '_' || class, uuid7_floor(first),
              uuid7_floor((first AT TIME ZONE 'UTC' + width) AT TIME ZONE 'UTC'));
            made := made + 1;
          EXCEPTION WHEN check_violation THEN
            NULL;  -- the default leaf has rows of this time already and keeps them; the leaves after it are made
          END;
        END IF;
        first := (first AT TIME ZONE 'UTC' + width) AT TIME ZONE 'UTC';
      END LOOP;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
REVOKE EXECUTE ON FUNCTION make_partitions(integer) FROM PUBLIC;
SELECT make_partitions(30);
