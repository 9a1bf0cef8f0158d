/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-clinic.h"

#include "db/uke-db-postgresql.h"

static void
take_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/**
 * ukes_clinic_new:
 * @config: the server's
 * @folder: where its data are
 * @clock: where every time comes from
 *
 * Returns: (transfer full): the clinic, not open, on the engine that the server uses
 * Thread: main
 */
UkeClinic *
ukes_clinic_new (const UkesConfig *config, const char *folder, UkeClock *clock)
{
  UkeClinic *clinic = uke_clinic_new (folder, clock);

  uke_clinic_set_device (clinic, "server");
  if (config->database != NULL) {
    uke_db_postgresql_register ();
    uke_clinic_set_database (clinic, config->database, config->schema);
  }
  return clinic;
}

/**
 * ukes_clinic_create:
 * @clinic: a clinic that is not open
 * @config: the server's
 * @data_key: opens the database
 * @setup: the clinic's name and its director
 * @error: return location
 *
 * Returns: whether it was made, and is open
 * Errors: those of uke_clinic_create_async()
 * Thread: main
 */
gboolean
ukes_clinic_create (UkeClinic *clinic,
                    const UkesConfig *config,
                    UkeSecret *data_key,
                    const UkeClinicSetup *setup,
                    GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  uke_clinic_create_async (clinic, data_key, &config->database_id, setup, NULL, take_result_cb,
                           &result);
  return uke_clinic_create_finish (clinic, await (&result), error);
}

/**
 * ukes_clinic_open:
 * @clinic: a clinic that is not open
 * @config: the server's
 * @data_key: opens the database
 * @error: return location
 *
 * Returns: whether it is open
 * Errors: those of uke_clinic_open_async()
 * Thread: main
 */
gboolean
ukes_clinic_open (UkeClinic *clinic, const UkesConfig *config, UkeSecret *data_key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  uke_clinic_open_async (clinic, data_key, &config->database_id, NULL, take_result_cb, &result);
  return uke_clinic_open_finish (clinic, await (&result), error);
}

/**
 * ukes_clinic_close:
 * @clinic: an open clinic
 * @error: return location
 *
 * Returns: whether it was closed in order
 * Errors: those of uke_clinic_close_async()
 * Thread: main
 */
gboolean
ukes_clinic_close (UkeClinic *clinic, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  uke_clinic_close_async (clinic, take_result_cb, &result);
  return uke_clinic_close_finish (clinic, await (&result), error);
}
