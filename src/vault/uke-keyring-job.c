/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-keyring-job.h"

#include "vault/uke-keyring-prompt.h"

#include <libsecret/secret.h>
#include <string.h>

/* A person needs longer to type a password than a service that lives needs to answer. */
#define ASKING_TIMEOUT_MS 180000

/* One call, from the bus to its answer. Counted, because the answer may be given before the service
 * has let go of the last request: a service that hangs must not keep the caller. */
typedef struct {
  gatomicrefcount refs;
  UkeKeyringJobKind kind;
  UkeKeyringFlags flags;
  GTask *task;            /* (owned) (nullable): until it is answered */
  GCancellable *ours;     /* (owned): cancelled by the caller's or by the deadline */
  gulong caller_handler;  /* on the task's cancellable, or 0 */
  GSource *deadline;      /* (owned) (nullable) */
  SecretService *service; /* (owned) (nullable) */
  GHashTable *attributes; /* (owned) (nullable) */
  UkeSecret *secret;      /* (owned) (nullable): to store */
  GPtrArray *found;       /* (owned) (element-type UkeSecret) */
  unsigned timeout_ms;
  gboolean has_asked;            /* the service has shown its dialog once; it is not shown again */
  UkeKeyringState refused_state; /* what a closed dialog means */
  gboolean has_stored;
} Job;

static const SecretSchema schema = {
  "org.uketsuke.DeviceSecret",
  /* Some services do not keep the schema's name; the attributes are enough. */
  SECRET_SCHEMA_DONT_MATCH_NAME,
  {
      { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "database", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "device", SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

static Job *
job_ref (Job *job)
{
  g_atomic_ref_count_inc (&job->refs);
  return job;
}

static void
job_unref (Job *job)
{
  if (!g_atomic_ref_count_dec (&job->refs))
    return;
  g_assert (job->task == NULL && job->deadline == NULL);
  g_clear_object (&job->ours);
  g_clear_object (&job->service);
  g_clear_pointer (&job->attributes, g_hash_table_unref);
  g_clear_pointer (&job->secret, uke_secret_unref);
  g_ptr_array_unref (job->found);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_unref)

/* Gives the answer, once. Whatever the service says later is not listened to. */
static void
answer (Job *job, UkeKeyringState state)
{
  g_autoptr (GTask) task = g_steal_pointer (&job->task);

  if (task == NULL)
    return;
  if (job->caller_handler != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), job->caller_handler);
  g_source_destroy (job->deadline);
  g_clear_pointer (&job->deadline, g_source_unref);
  g_object_set_data_full (G_OBJECT (task), "found", g_ptr_array_ref (job->found),
                          (GDestroyNotify)g_ptr_array_unref);
  g_task_return_int (task, (gssize)state);
}

static gboolean
on_deadline_cb (gpointer data)
{
  g_autoptr (Job) job = job_ref (data);

  answer (job, UKE_KEYRING_TIMEOUT);
  g_cancellable_cancel (job->ours);
  return G_SOURCE_REMOVE;
}

static void
set_deadline (Job *job, unsigned timeout_ms)
{
  if (job->deadline != NULL) {
    g_source_destroy (job->deadline);
    g_source_unref (job->deadline);
  }
  job->deadline = g_timeout_source_new (timeout_ms);
  g_source_set_callback (job->deadline, on_deadline_cb, job_ref (job), (GDestroyNotify)job_unref);
  g_source_attach (job->deadline, g_task_get_context (job->task));
}

static UkeKeyringState
read_bus_error (const GError *error)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);

  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED))
    return UKE_KEYRING_NO_SERVICE;
  if (remote != NULL && g_str_has_prefix (remote, "org.freedesktop.DBus.Error.Spawn"))
    return UKE_KEYRING_NO_SERVICE;
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return UKE_KEYRING_TIMEOUT;
  return UKE_KEYRING_DENIED;
}

/* Ends the job with what an error means. The service's own words are not passed on: they may name
 * the keyring of a person. */
static void
answer_error (Job *job, const GError *error)
{
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    answer (job, UKE_KEYRING_LOCKED);
  else if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    answer (job, UKE_KEYRING_NO_COLLECTION);
  else
    answer (job, read_bus_error (error));
}

static UkeSecret *
read_value (SecretValue *value)
{
  gsize len = 0;
  const char *text = secret_value_get (value, &len);
  g_autoptr (UkeSecret) secret = NULL;

  if (len == 0 || len % 2 != 0 || len > 2 * UKE_KEYRING_MAX_BYTES)
    return NULL;
  secret = uke_secret_new (len / 2);
  for (size_t i = 0; i < len; i++) {
    int digit = g_ascii_xdigit_value (text[i]);
    uint8_t *byte = uke_secret_edit (secret) + i / 2;

    if (digit < 0)
      return NULL;
    *byte = (uint8_t)(*byte << 4 | digit);
  }
  return g_steal_pointer (&secret);
}

static SecretValue *
write_value (const UkeSecret *secret)
{
  static const char digits[] = "0123456789abcdef";
  g_autoptr (UkeSecret) text = uke_secret_new (2 * uke_secret_len (secret));

  for (size_t i = 0; i < uke_secret_len (secret); i++) {
    uke_secret_edit (text)[2 * i] = (uint8_t)digits[uke_secret_peek (secret)[i] >> 4];
    uke_secret_edit (text)[2 * i + 1] = (uint8_t)digits[uke_secret_peek (secret)[i] & 15];
  }
  return secret_value_new (uke_secret_peek_text (text), (gssize)uke_secret_len (text),
                           "text/plain");
}

static void search (Job *job);

/* The items that were found, read. Returns: whether any of them is locked */
static gboolean
read_items (Job *job, GList *items)
{
  gboolean is_locked = FALSE;

  for (GList *at = items; at != NULL; at = at->next) {
    g_autoptr (SecretValue) value = secret_item_get_secret (at->data);
    UkeSecret *secret = value != NULL ? read_value (value) : NULL;

    is_locked = is_locked || secret_item_get_locked (at->data);
    if (secret != NULL)
      g_ptr_array_add (job->found, secret);
  }
  return is_locked;
}

static gboolean
found_what_was_stored (Job *job)
{
  for (unsigned i = 0; i < job->found->len; i++) {
    if (uke_secret_equal (g_ptr_array_index (job->found, i), job->secret))
      return TRUE;
  }
  return FALSE;
}

static void
on_stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;

  if (!secret_service_store_finish (SECRET_SERVICE (source), result, &error)) {
    answer_error (job, error);
    return;
  }
  /* A slot is wrapped with this secret next, so it is read back and compared first. */
  job->has_stored = TRUE;
  search (job);
}

static void
store (Job *job)
{
  g_autoptr (SecretValue) value = write_value (job->secret);

  secret_service_store (job->service, &schema, job->attributes, SECRET_COLLECTION_DEFAULT,
                        "Uketsuke database key", value, job->ours, on_stored_cb, job_ref (job));
}

static void look_at_default (Job *job);

static void
on_asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;
  gboolean is_dismissed = FALSE;

  if (!uke_keyring_prompt_finish (result, &is_dismissed, &error)) {
    answer_error (job, error);
    return;
  }
  if (job->task == NULL)
    return;
  if (is_dismissed) {
    answer (job, job->refused_state);
    return;
  }
  /* What the dialog was about is looked at anew, and no dialog is shown a second time. */
  set_deadline (job, job->timeout_ms);
  if (job->kind == UKE_KEYRING_JOB_LOOKUP)
    search (job);
  else
    look_at_default (job);
}

/* Lets the service show its dialog, if that is allowed and was not done yet; otherwise, or when the
 * person closes it, the answer is @refused_state. */
static void
ask (Job *job, const char *method, GVariant *parameters, UkeKeyringState refused_state)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (parameters);

  if (!(job->flags & UKE_KEYRING_MAY_ASK) || job->has_asked) {
    answer (job, refused_state);
    return;
  }
  job->has_asked = TRUE;
  job->refused_state = refused_state;
  set_deadline (job, ASKING_TIMEOUT_MS);
  uke_keyring_prompt_async (g_dbus_proxy_get_connection (G_DBUS_PROXY (job->service)), method,
                            owned, job->ours, on_asked_cb, job_ref (job));
}

static void
unlock (Job *job, GList *proxies)
{
  GVariantBuilder paths;

  g_variant_builder_init (&paths, G_VARIANT_TYPE ("ao"));
  for (GList *at = proxies; at != NULL; at = at->next)
    g_variant_builder_add (&paths, "o", g_dbus_proxy_get_object_path (at->data));
  ask (job, "Unlock", g_variant_new ("(ao)", &paths), UKE_KEYRING_LOCKED);
}

/* Lets the service make the default keyring, for which it asks for a password. */
static void
make_collection (Job *job)
{
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&properties, "{sv}", "org.freedesktop.Secret.Collection.Label",
                         g_variant_new_string ("Uketsuke"));
  ask (job, "CreateCollection", g_variant_new ("(a{sv}s)", &properties, SECRET_COLLECTION_DEFAULT),
       UKE_KEYRING_NO_COLLECTION);
}

static void
on_default_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);

  if (error != NULL) {
    answer_error (job, error);
  } else if (job->task == NULL) {
    return;
  } else if (collection == NULL && job->kind == UKE_KEYRING_JOB_STORE) {
    make_collection (job);
  } else if (collection == NULL) {
    answer (job, UKE_KEYRING_NO_COLLECTION);
  } else if (collection != NULL && secret_collection_get_locked (collection)) {
    g_autoptr (GList) objects = g_list_append (NULL, collection);

    unlock (job, objects);
  } else if (job->kind == UKE_KEYRING_JOB_STORE) {
    store (job);
  } else {
    answer (job, job->kind == UKE_KEYRING_JOB_LOOKUP ? UKE_KEYRING_ABSENT : UKE_KEYRING_READY);
  }
}

static void
look_at_default (Job *job)
{
  secret_collection_for_alias (job->service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                               job->ours, on_default_cb, job_ref (job));
}

static void
on_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;
  g_autolist (SecretItem) items
      = secret_service_search_finish (SECRET_SERVICE (source), result, &error);
  gboolean is_locked;

  if (error != NULL) {
    answer_error (job, error);
    return;
  }
  if (job->task == NULL)
    return;
  is_locked = read_items (job, items);
  if (job->has_stored)
    answer (job, found_what_was_stored (job) ? UKE_KEYRING_READY : UKE_KEYRING_DENIED);
  else if (job->found->len > 0)
    answer (job, UKE_KEYRING_READY);
  else if (is_locked)
    unlock (job, items);
  else if (items != NULL)
    /* It is there, and no version of this program wrote it. */
    answer (job, UKE_KEYRING_FOREIGN);
  else
    /* Nothing was found, which means something only if the keyring is open. */
    look_at_default (job);
}

static void
search (Job *job)
{
  secret_service_search (job->service, &schema, job->attributes,
                         SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, job->ours, on_found_cb,
                         job_ref (job));
}

static void
on_cleared_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;

  secret_service_clear_finish (SECRET_SERVICE (source), result, &error);
  if (error != NULL)
    answer_error (job, error);
  else
    answer (job, UKE_KEYRING_ABSENT);
}

static void
on_service_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;

  job->service = secret_service_open_finish (result, &error);
  if (job->service == NULL) {
    answer_error (job, error);
    return;
  }
  switch (job->kind) {
  case UKE_KEYRING_JOB_PROBE:
  case UKE_KEYRING_JOB_STORE:
    look_at_default (job);
    break;
  case UKE_KEYRING_JOB_LOOKUP:
    search (job);
    break;
  case UKE_KEYRING_JOB_DELETE:
    secret_service_clear (job->service, &schema, job->attributes, job->ours, on_cleared_cb,
                          job_ref (job));
    break;
  }
}

static void
on_bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL) {
    answer (job, UKE_KEYRING_NO_BUS);
    return;
  }
  /* The bus going away later is a state of the keyring, not the end of the program. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  secret_service_open (SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION, job->ours,
                       on_service_cb, job_ref (job));
}

static void
on_caller_cancelled_cb (GCancellable *caller, gpointer data)
{
  g_cancellable_cancel (data);
}

static GHashTable *
make_attributes (const UkeId *db_uuid, const UkeId *slot_id)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  g_hash_table_insert (attributes, (char *)"application", g_strdup ("org.uketsuke.Uketsuke"));
  g_hash_table_insert (attributes, (char *)"database", uke_id_dup_hex (db_uuid));
  if (slot_id != NULL)
    g_hash_table_insert (attributes, (char *)"device", uke_id_dup_hex (slot_id));
  return attributes;
}

/**
 * uke_keyring_job_run:
 * @kind: what to do
 * @flags: whether the service may ask for a password
 * @timeout_ms: how long it may take to answer
 * @db_uuid: (nullable): the database; %NULL only to probe
 * @slot_id: (nullable): the device slot; %NULL for any
 * @secret: (nullable): to store
 * @task: (transfer full): is answered with the #UkeKeyringState as an integer
 *
 * Runs one call, from the bus to its answer.
 *
 * Thread: main
 * Source: security.md 3.4
 */
void
uke_keyring_job_run (UkeKeyringJobKind kind,
                     UkeKeyringFlags flags,
                     unsigned timeout_ms,
                     const UkeId *db_uuid,
                     const UkeId *slot_id,
                     UkeSecret *secret,
                     GTask *task)
{
  GCancellable *caller = g_task_get_cancellable (task);
  Job *job = g_new0 (Job, 1);

  g_atomic_ref_count_init (&job->refs);
  job->kind = kind;
  job->flags = flags;
  job->timeout_ms = timeout_ms;
  job->ours = g_cancellable_new ();
  job->found = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_secret_unref);
  job->attributes = db_uuid != NULL ? make_attributes (db_uuid, slot_id) : NULL;
  job->secret = secret != NULL ? uke_secret_ref (secret) : NULL;
  job->task = task;
  set_deadline (job, timeout_ms);
  if (caller != NULL && g_cancellable_is_cancelled (caller))
    g_cancellable_cancel (job->ours);
  else if (caller != NULL)
    job->caller_handler = g_signal_connect_object (
        caller, "cancelled", G_CALLBACK (on_caller_cancelled_cb), job->ours, 0);
  g_bus_get (G_BUS_TYPE_SESSION, job->ours, on_bus_cb, job);
}

/**
 * uke_keyring_job_get_found:
 * @task: a task that was answered
 *
 * Returns: (transfer none) (element-type UkeSecret): the secrets that were read
 * Thread: main
 */
GPtrArray *
uke_keyring_job_get_found (GTask *task)
{
  return g_object_get_data (G_OBJECT (task), "found");
}
