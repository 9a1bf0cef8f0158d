/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/server/uke-server-link.h"

#include "clinic/uke-desk-names.h"
#include "clinic/uke-waiting-query.h"
#include "pki/uke-certificate.h"
#include "sync/uke-sync-renewal.h"
#include "vault/uke-keyring.h"
#include "words/uke-words-sync.h"

#include <glib/gi18n.h>
#include <string.h>

struct _UkeServerLink {
  GObject parent_instance;
  UkeClinic *clinic; /* (owned) */
  UkeId keyring_id;
  UkeKeyring *keyring;     /* (owned) */
  UkeSyncHome *home;       /* (owned) (nullable) */
  UkeSyncEngine *engine;   /* (owned) (nullable) */
  UkeSecret *key;          /* (owned) (nullable): of the certificate */
  UkeSyncRenewal *renewal; /* (owned) */
  UkeSyncState *state;     /* (owned) (nullable): the header's */
  char *server_name;       /* (owned) (nullable) */
  gboolean has_no_key;
  gboolean is_listing; /* the server is asked which desks there are */
  gboolean was_live;
  gboolean has_ended; /* the time of its certificate is over */
  gboolean is_lost;   /* its clinic has a server, and where that is cannot be read */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UkeServerLink, uke_server_link, G_TYPE_OBJECT)

static void
uke_server_link_dispose (GObject *object)
{
  UkeServerLink *self = UKE_SERVER_LINK (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->renewal);
  g_clear_object (&self->clinic);
  g_clear_object (&self->keyring);
  g_clear_object (&self->state);
  g_clear_pointer (&self->home, uke_sync_home_free);
  g_clear_pointer (&self->server_name, g_free);
  g_clear_pointer (&self->key, uke_secret_unref);
  G_OBJECT_CLASS (uke_server_link_parent_class)->dispose (object);
}

static void
uke_server_link_class_init (UkeServerLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_server_link_dispose;
  signals[CHANGED] = g_signal_new ("changed", UKE_TYPE_SERVER_LINK, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_server_link_init (UkeServerLink *self)
{
}

/* --- what the header says --------------------------------------------------------------------- */

static UkeSyncKind
get_kind (UkeServerLink *self, const UkeSyncFacts *facts)
{
  /* The proxy does not hand on who shows an old certificate, so that nobody answers but the proxy.
   */
  if (self->has_ended && facts->last_contact_us == 0)
    return UKE_SYNC_EXPIRED;
  switch (facts->state) {
  case UKE_SYNC_STAGE_LIVE:
  case UKE_SYNC_STAGE_CATCHUP:
    if (facts->needs_upgrade)
      return UKE_SYNC_UPGRADE_REQUIRED;
    if (facts->is_server_old)
      return UKE_SYNC_SERVER_OLD;
    if (facts->is_recovering)
      return UKE_SYNC_RECOVERING;
    return facts->n_waiting > 0 ? UKE_SYNC_SAVING : UKE_SYNC_LIVE;
  case UKE_SYNC_STAGE_CONNECTING:
  case UKE_SYNC_STAGE_BOOTSTRAP:
    return UKE_SYNC_SAVING;
  case UKE_SYNC_STAGE_REVOKED:
    return UKE_SYNC_REVOKED;
  case UKE_SYNC_STAGE_NOT_KNOWN:
    return UKE_SYNC_NOT_KNOWN;
  case UKE_SYNC_STAGE_FOREIGN:
    return UKE_SYNC_FOREIGN;
  case UKE_SYNC_STAGE_EXPIRED:
    return UKE_SYNC_EXPIRED;
  case UKE_SYNC_STAGE_NOT_OURS:
    return UKE_SYNC_NOT_OURS;
  case UKE_SYNC_STAGE_CLOCK:
    return UKE_SYNC_CLOCK;
  case UKE_SYNC_STAGE_DISK_FULL:
    return UKE_SYNC_DISK_FULL;
  case UKE_SYNC_STAGE_HELD:
    return UKE_SYNC_HELD;
  case UKE_SYNC_STAGE_STOPPED:
  case UKE_SYNC_STAGE_OFFLINE:
  case UKE_SYNC_STAGE_BUSY:
    break;
  case UKE_SYNC_STAGE_FAULT:
    if (facts->is_server_old)
      return UKE_SYNC_SERVER_OLD;
    return facts->needs_upgrade || facts->is_behind ? UKE_SYNC_UPGRADE_REQUIRED : UKE_SYNC_OFFLINE;
  }
  return UKE_SYNC_OFFLINE;
}

/* Returns: (transfer full) (nullable) */
static char *
dup_loading (const UkeSyncFacts *facts)
{
  unsigned percent = facts->n_parts > 0 ? 100 * facts->parts_done / facts->n_parts : 0;

  if (!facts->is_partial)
    return NULL;
  return g_strdup_printf (
      _ ("The records of the time before are being fetched… %u %%. Until they "
         "are here, a search finds the patients of the days around today alone."),
      percent);
}

/* Nothing is sent from here, and nobody would notice. */
static void
show_lost (UkeServerLink *self)
{
  UkeSyncStanding standing;

  if (self->state == NULL || !self->is_lost)
    return;
  memset (&standing, 0, sizeof standing);
  standing.kind = UKE_SYNC_NOT_KNOWN;
  standing.note = uke_words_sync_lost ();
  uke_sync_state_set (self->state, &standing);
}

static void
show_facts (UkeServerLink *self)
{
  const UkeSyncFacts *facts = uke_server_link_get_facts (self);
  UkeSyncStanding standing;
  g_autofree char *loading = NULL;

  if (self->state == NULL || facts == NULL)
    return;
  loading = dup_loading (facts);
  memset (&standing, 0, sizeof standing);
  standing.kind = get_kind (self, facts);
  standing.n_waiting = facts->n_waiting;
  standing.last_contact_us = facts->last_contact_us;
  standing.offline_since_us = standing.kind == UKE_SYNC_OFFLINE ? facts->since_us : 0;
  standing.server_name = self->server_name;
  standing.round_trip_ms = (unsigned)(facts->round_trip_us / 1000);
  standing.note
      = loading != NULL ? loading : uke_words_sync_note (facts, self->has_no_key, self->has_ended);
  standing.is_loading = loading != NULL;
  standing.is_received
      = facts->state == UKE_SYNC_STAGE_LIVE || facts->state == UKE_SYNC_STAGE_CATCHUP;
  standing.checked_us = facts->checked_us;
  standing.n_checks = facts->n_checks;
  standing.n_repaired = facts->n_repaired;
  standing.n_deleting = facts->held.n_patients;
  standing.n_patients = facts->held.of_patients;
  standing.n_records = facts->held.n_records;
  standing.epoch = facts->epoch;
  standing.seq = facts->seq;
  standing.head = facts->head;
  uke_sync_state_set (self->state, &standing);
}

/* --- the clinic's desks ----------------------------------------------------------------------- */

/* The list is kept beside what this desk keeps of its enrolment: without a connection the names are
 * there all the same. */
static char *
make_list_path (UkeServerLink *self)
{
  return g_build_filename (uke_clinic_get_data_dir (self->clinic), "server", "desks.json", NULL);
}

static gboolean
take_list (UkeServerLink *self, const char *json, size_t size)
{
  g_autoptr (GError) error = NULL;
  UkeWireDevices *devices = uke_wire_devices_read (json, size, &error);

  if (devices == NULL) {
    g_debug ("the list of desks cannot be read: %s", error->message);
    return FALSE;
  }
  for (unsigned i = 0; i < devices->devices->len; i++) {
    const UkeWireDevice *device = g_ptr_array_index (devices->devices, i);

    uke_clinic_name_desk (self->clinic, device->dev, device->name);
  }
  if (self->state != NULL)
    uke_sync_state_take_devices (self->state, devices);
  else
    uke_wire_devices_free (devices);
  return TRUE;
}

static void
load_list (UkeServerLink *self)
{
  g_autofree char *path = make_list_path (self);
  g_autofree char *json = NULL;
  size_t size;

  /* A few kilobytes, once. */
  if (self->home != NULL && self->state != NULL && uke_sync_state_get_devices (self->state) == NULL
      && g_file_get_contents (path, &json, &size, NULL))
    take_list (self, json, size);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeServerLink) self = user_data;
  g_autoptr (UkeSyncReply) reply
      = uke_sync_engine_ask_finish (UKE_SYNC_ENGINE (source), result, NULL);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  const char *json;
  size_t size;

  self->is_listing = FALSE;
  if (reply == NULL || reply->status != 200 || self->home == NULL)
    return;
  json = g_bytes_get_data (reply->body, &size);
  if (json == NULL || !take_list (self, json, size))
    return;
  path = make_list_path (self);
  if (!g_file_set_contents (path, json, (gssize)size, &error))
    g_warning ("the list of desks cannot be kept: %s", error->message);
}

/**
 * uke_server_link_list_desks:
 * @self: a link
 *
 * Asks the server which desks the clinic has; the answer goes into the header's state.
 *
 * Errors: none: without an answer the list stays as it was
 * Thread: main
 */
void
uke_server_link_list_desks (UkeServerLink *self)
{
  if (self->engine == NULL || self->is_listing)
    return;
  self->is_listing = TRUE;
  uke_sync_engine_ask_async (self->engine, "GET", "/v1/devices", NULL, listed_cb,
                             g_object_ref (self));
}

static void
engine_changed_cb (UkeSyncEngine *engine, UkeServerLink *self)
{
  UkeSyncStage stage = uke_sync_engine_get_facts (engine)->state;

  if (stage == UKE_SYNC_STAGE_LIVE && !self->was_live)
    uke_server_link_list_desks (self);
  self->was_live = stage == UKE_SYNC_STAGE_LIVE;
  show_facts (self);
  uke_sync_renewal_attend (self->renewal, self->home, self->key,
                           uke_sync_engine_get_facts (engine));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- running ---------------------------------------------------------------------------------- */

static void
run (UkeServerLink *self)
{
  g_autoptr (UkeCertificate) certificate = uke_certificate_new_from_pem (
      self->home->certificate, strlen (self->home->certificate), NULL);

  self->has_no_key = self->key == NULL;
  self->has_ended = certificate != NULL
                    && uke_certificate_get_to_us (certificate)
                           < uke_clock_now_us (uke_clinic_get_clock (self->clinic));
  if (self->has_ended)
    g_message ("this desk's certificate has ended: it has to join the server again");
  self->engine = uke_sync_engine_new (self->clinic, self->home, self->key);
  g_signal_connect_object (self->engine, "changed", G_CALLBACK (engine_changed_cb), self, 0);
  uke_sync_engine_start (self->engine);
}

static void
joined_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeServerLink) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!uke_clinic_join_finish (UKE_CLINIC (source), result, &error))
    g_warning ("this desk did not become the server's: %s", error->message);
  else if (self->home != NULL)
    run (self);
}

/* Where it belongs is written first and the database follows: one that was interrupted between the
 * two, or belonged elsewhere before, becomes the server's here. */
static void
join (UkeServerLink *self)
{
  g_autoptr (UkeSecret) random = uke_secret_new_random (sizeof (uint64_t));
  uint64_t inc;

  memcpy (&inc, uke_secret_peek (random), sizeof inc);
  uke_clinic_join_async (self->clinic, self->home->dev, inc >> 1, self->home->device_name,
                         self->home->public_key, joined_cb, g_object_ref (self));
}

static void
key_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeServerLink) self = user_data;
  g_autoptr (GPtrArray) secrets = NULL;
  g_autoptr (GError) error = NULL;

  uke_keyring_lookup_finish (UKE_KEYRING (source), result, &secrets, &error);
  if (self->home == NULL)
    return;
  /* Without its key the server does not know this desk, and the header says so. */
  g_clear_pointer (&self->key, uke_secret_unref);
  self->key = secrets != NULL ? uke_sync_home_find_key (self->home, secrets) : NULL;
  if (self->key != NULL)
    uke_secret_ref (self->key);
  join (self);
}

static void
sync_now_cb (UkeSyncButton *button, UkeServerLink *self)
{
  if (self->engine != NULL)
    uke_sync_engine_sync_now (self->engine);
}

static void
check_now_cb (UkeSyncButton *button, UkeServerLink *self)
{
  if (self->engine != NULL)
    uke_sync_engine_check_now (self->engine);
}

/* The certificate is another one now. */
static void
replaced_cb (UkeSyncRenewal *renewal, UkeServerLink *self)
{
  if (self->home == NULL)
    return;
  uke_server_link_stop (self);
  uke_server_link_start (self);
}

/**
 * uke_server_link_new:
 * @clinic: the desk's clinic
 * @database_id: the id of its database
 *
 * Returns: (transfer full): a link that is not started
 * Errors: none
 * Thread: main
 */
UkeServerLink *
uke_server_link_new (UkeClinic *clinic, const UkeId *database_id)
{
  UkeServerLink *self = g_object_new (UKE_TYPE_SERVER_LINK, NULL);

  self->clinic = g_object_ref (clinic);
  self->keyring_id = uke_sync_home_get_keyring_id (database_id);
  self->keyring = uke_keyring_new ();
  self->renewal
      = uke_sync_renewal_new (uke_clinic_get_data_dir (clinic), &self->keyring_id, self->keyring);
  g_signal_connect_object (self->renewal, "replaced", G_CALLBACK (replaced_cb), self, 0);
  return self;
}

/* A clinic by itself has no server; one that has may have lost where it is. */
static void
waiting_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeServerLink) self = user_data;
  g_autoptr (UkeWaiting) waiting
      = uke_clinic_load_waiting_finish (UKE_CLINIC (source), result, NULL);

  if (waiting == NULL || !waiting->has_server || self->home != NULL)
    return;
  g_message ("where this desk belongs is not in its data folder");
  self->is_lost = TRUE;
  show_lost (self);
}

/**
 * uke_server_link_start:
 * @self: a link
 *
 * Reads where the desk belongs, looks for its key, and lets the engine run. Does nothing for a
 * clinic by itself.
 *
 * Errors: none: what goes wrong is in the facts
 * Thread: main
 */
void
uke_server_link_start (UkeServerLink *self)
{
  const char *data_dir = uke_clinic_get_data_dir (self->clinic);
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = NULL;

  if (self->home != NULL)
    return;
  self->is_lost = FALSE;
  if (!uke_sync_home_exists (data_dir)) {
    uke_clinic_load_waiting_async (self->clinic, NULL, waiting_loaded_cb, g_object_ref (self));
    return;
  }
  self->home = uke_sync_home_load_sync (data_dir, &error);
  if (self->home == NULL) {
    g_message ("where this desk belongs cannot be read: %s", error->message);
    self->is_lost = TRUE;
    show_lost (self);
    return;
  }
  uri = g_uri_parse (self->home->uri, G_URI_FLAGS_NONE, NULL);
  self->server_name = g_strdup (uri != NULL ? g_uri_get_host (uri) : self->home->uri);
  uke_keyring_lookup_async (self->keyring, &self->keyring_id, UKE_KEYRING_MAY_ASK, NULL,
                            key_found_cb, g_object_ref (self));
}

/**
 * uke_server_link_stop:
 * @self: a link
 *
 * Hangs up. What waits goes out when the desk is opened again.
 *
 * Errors: none
 * Thread: main
 */
void
uke_server_link_stop (UkeServerLink *self)
{
  if (self->engine != NULL)
    uke_sync_engine_stop (self->engine);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->home, uke_sync_home_free);
}

/**
 * uke_server_link_set_button:
 * @self: a link
 * @button: the header's
 *
 * Errors: none
 * Thread: main
 */
void
uke_server_link_set_button (UkeServerLink *self, UkeSyncButton *button)
{
  g_set_object (&self->state, uke_sync_button_get_state (button));
  g_signal_connect_object (button, "sync-now", G_CALLBACK (sync_now_cb), self, 0);
  g_signal_connect_object (button, "check-now", G_CALLBACK (check_now_cb), self, 0);
  g_signal_connect_object (button, "looked-at", G_CALLBACK (uke_server_link_list_desks), self,
                           G_CONNECT_SWAPPED);
  load_list (self);
  show_lost (self);
  show_facts (self);
  uke_server_link_list_desks (self);
}

/**
 * uke_server_link_get_facts:
 * @self: a link
 *
 * Returns: (transfer none) (nullable): what the engine says; NULL while there is none
 * Errors: none
 * Thread: main
 */
const UkeSyncFacts *
uke_server_link_get_facts (UkeServerLink *self)
{
  return self->engine != NULL ? uke_sync_engine_get_facts (self->engine) : NULL;
}

/**
 * uke_server_link_get_home:
 * @self: a link
 *
 * Returns: (transfer none) (nullable): where this desk belongs; NULL for a clinic by itself
 * Errors: none
 * Thread: main
 */
const UkeSyncHome *
uke_server_link_get_home (UkeServerLink *self)
{
  return self->home;
}

/**
 * uke_server_link_get_engine:
 * @self: a link
 *
 * Returns: (transfer none) (nullable): what speaks to the server; NULL while there is none
 * Errors: none
 * Thread: main
 */
UkeSyncEngine *
uke_server_link_get_engine (UkeServerLink *self)
{
  return self->engine;
}
