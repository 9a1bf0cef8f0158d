/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-control.h"

#include "server/ukes-log.h"
#include "store/uke-authority.h"
#include "store/uke-device-registry.h"
#include "store/uke-log-store.h"
#include "store/uke-pulse.h"
#include "store/uke-recovery-report.h"

#include <string.h>

/* POST /freeze */
static UkesAnswer *
freeze (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  if (transaction == NULL || !uke_authority_freeze (db, error)
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;
  ukes_log (UKES_EVENT_FROZEN, { 0 });
  return ukes_answer_new_json (200, json_pack ("{s:s}", "state", "frozen"));
}

/* POST /thaw */
static UkesAnswer *
thaw (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  if (transaction == NULL || !uke_authority_thaw (db, ukes_request_get_now_us (request), error)
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;
  ukes_log (UKES_EVENT_THAWED, { 0 });
  return ukes_answer_new_json (200, json_pack ("{s:s}", "state", "open"));
}

static unsigned
count_in_state (GPtrArray *devices, UkeRegistryState state)
{
  unsigned n = 0;

  for (unsigned i = 0; i < devices->len; i++)
    n += ((const UkeRegistryDevice *)g_ptr_array_index (devices, i))->state == state;
  return n;
}

static const char *
get_state_name (int64_t state)
{
  if (state == UKE_FEED_FROZEN)
    return "frozen";
  return state == UKE_FEED_RECOVERY ? "recovery" : "open";
}

/* What came of the last time that the server was put back, by device. */
static gboolean
add_recovery (UkeDb *db, json_t *root, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecoveryReport) report = uke_recovery_report_read (db, &local);
  json_t *devices;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (report == NULL)
    return TRUE;
  devices = json_array ();
  for (unsigned i = 0; i < report->devices->len; i++) {
    const UkeRecoveryDevice *one = report->devices->pdata[i];

    json_array_append_new (
        devices, json_pack ("{s:i, s:b, s:i, s:i, s:i, s:i, s:s}", "dev", (int)one->dev, "reported",
                            one->has_reported, "rescued", (int)one->n_rescued, "conflicting",
                            (int)one->n_conflicting, "known", (int)one->n_known, "refused",
                            (int)one->n_refused, "missing", one->missing));
  }
  json_object_set_new (
      root, "recovery",
      json_pack ("{s:I, s:o}", "ended_at_us", (json_int_t)report->ended_at_us, "devices", devices));
  return TRUE;
}

/* GET /status */
static UkesAnswer *
status (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkesConfig *config = ukes_server_get_config (owner);
  const UkesKeys *keys = ukes_server_get_keys (owner);
  g_autoptr (GPtrArray) devices = uke_device_registry_list (db, error);
  g_autofree char *epoch = NULL;
  int64_t backup_seq, backup_at_us;
  UkePulse pulse;
  UkeLogHead head;
  json_t *root;

  if (devices == NULL || !uke_log_store_get_head (db, &head, error)
      || !uke_pulse_read (db, &pulse, error)
      || !uke_authority_get_backup (db, &backup_seq, &backup_at_us, error))
    return NULL;
  epoch = uke_id_dup_hex (&head.epoch);
  root = json_pack (
      "{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:i, s:i, s:I, s:I}", "version", UKE_VERSION, "name",
      config->hosts[0], "listen", config->listen, "enrol_listen", config->enrol_listen, "database",
      config->database != NULL ? "postgresql" : "sqlite", "epoch", epoch, "head",
      (json_int_t)head.seq, "devices", (int)count_in_state (devices, UKE_REGISTRY_ENROLLED),
      "revoked", (int)count_in_state (devices, UKE_REGISTRY_REVOKED), "ca_expires_at_us",
      (json_int_t)uke_certificate_get_to_us (uke_ca_get_certificate (keys->ca)), "at_us",
      (json_int_t)ukes_request_get_now_us (request));
  json_object_set_new (root, "state", json_string (get_state_name (pulse.state)));
  json_object_set_new (root, "backup_seq", json_integer (backup_seq));
  json_object_set_new (root, "backup_at_us", json_integer (backup_at_us));
  if (!add_recovery (db, root, error)) {
    json_decref (root);
    return NULL;
  }
  return ukes_answer_new_json (200, root);
}

/* GET /metrics */
static UkesAnswer *
metrics (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  char *text = ukes_metrics_write (ukes_server_get_metrics (owner));

  return ukes_answer_new (200, "text/plain; version=0.0.4; charset=utf-8",
                          g_bytes_new_take (text, strlen (text)));
}

static const UkesRoute routes[] = {
  { "status", UKES_LISTENER_CONTROL, "GET", "/status", 0, UKES_WORK_READ, status, NULL },
  { "freeze", UKES_LISTENER_CONTROL, "POST", "/freeze", 0, UKES_WORK_WRITE, freeze, NULL },
  { "thaw", UKES_LISTENER_CONTROL, "POST", "/thaw", 0, UKES_WORK_WRITE, thaw, NULL },
  { "metrics", UKES_LISTENER_METRICS, "GET", "/metrics", 0, UKES_WORK_HERE, metrics, NULL },
};

/**
 * ukes_control_add_routes:
 * @server: a server that does not listen yet
 *
 * Thread: main
 */
void
ukes_control_add_routes (UkesServer *server)
{
  ukes_router_add (ukes_server_get_router (server), routes, G_N_ELEMENTS (routes), server);
}
