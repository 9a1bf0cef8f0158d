/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-fuzz.h"

#include "clinic/uke-clinic-store.h"
#include "server/ukes-init.h"
#include "server/ukes-request-private.h"
#include "server/ukes-server.h"
#include "support/uke-test-db.h"

#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>

/*
 * Everything that a server can be asked, from where libsoup leaves off: the first line is the door
 * ('d' desks, 'e' joining desks, 'p' pages), the method ('G', 'P', 'D') and the path with its
 * query; the rest is the body. A real server with its database answers; only how often a device may
 * ask is left out.
 */

#define N_DEVICES 8
#define FIRST_DEVICE 2

unsigned __wrap_ukes_rate_take (gpointer rate, uint32_t dev, unsigned n, int64_t now_us);

/* Of the linker, in place of ukes_rate_take(). */
unsigned
__wrap_ukes_rate_take (gpointer rate, uint32_t dev, unsigned n, int64_t now_us)
{
  return 0;
}

static UkeTestFolder *folder;
static UkesServer *server;

static gpointer
enrol_devices (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  for (unsigned i = 0; i < N_DEVICES; i++) {
    g_autofree char *sql = g_strdup_printf (
        "INSERT INTO server_device (dev, name, fingerprint, state, enrolled_at_us, expires_at_us, "
        "last_seen_us, last_inc, last_seq) VALUES (%u, 'desk', CAST ('%032u' AS BLOB), 0, 0, "
        "9000000000000000, 0, 0, 0)",
        i + FIRST_DEVICE, i + FIRST_DEVICE);

    uke_test_exec (db, sql);
  }
  return db;
}

static void
make_server (const char *dir)
{
  g_autoptr (UkesConfig) config = ukes_config_new (dir);
  UkesContent content = {
    .setup = { .clinic_name = "医院", .director_family = "院長", .hours = &UKE_OPENING_HOURS_USUAL }
  };
  g_autoptr (GError) error = NULL;

  g_strfreev (config->hosts);
  config->hosts = g_strsplit ("localhost", ",", -1);
  config->database_id = uke_id_new (g_get_real_time ());
  if (!ukes_init (config, &content, &error))
    g_error ("%s", error->message);
  server = ukes_server_open (dir, &error);
  if (server == NULL)
    g_error ("%s", error->message);
  if (uke_db_pool_write_sync (uke_clinic_get_pool (ukes_server_get_clinic (server)), enrol_devices,
                              NULL, NULL, &error)
      == NULL)
    g_error ("%s", error->message);
}

static void
tidy_up (void)
{
  g_clear_pointer (&server, ukes_server_close);
  g_clear_pointer (&folder, uke_test_folder_free);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_autofree char *dir = NULL;

  folder = uke_test_folder_new_in (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm"
                                                                                : g_get_tmp_dir ());
  dir = uke_test_folder_child (folder, "server");
  make_server (dir);
  /* Before OpenSSL, which has been used by now, tidies up after itself. */
  atexit (tidy_up);
  return 0;
}

static void
check_answer (const UkesAnswer *answer)
{
  size_t size;
  const char *body = g_bytes_get_data (answer->body, &size);

  uke_fuzz_assert (answer->status >= 200 && answer->status < 600);
  /* The disk is whole, so that nothing that is asked may look as if it were not. */
  uke_fuzz_assert (answer->status != 500 && (answer->status != 503 || answer->retry_after_s > 0));
  uke_fuzz_assert (answer->status == 204 || size > 0);
  if (strcmp (answer->type, "application/json") == 0)
    uke_fuzz_assert (g_utf8_validate (body, (gssize)size, NULL));
}

static void
answer_cb (UkesRequest *request, const UkesAnswer *answer, gpointer data)
{
  check_answer (answer);
  *(gboolean *)data = TRUE;
}

/* Who asks: the device whose change-sets these are, or any. */
static unsigned
pick_device (GBytes *body)
{
  static const char mark[] = "\\\"dev\\\":";
  size_t size;
  const char *text = g_bytes_get_data (body, &size);
  const char *at = size > 0 ? g_strstr_len (text, (gssize)size, mark) : NULL;
  unsigned digit
      = at != NULL && at + sizeof mark <= text + size ? (unsigned)(at[sizeof mark - 1] - '0') : 0;

  return digit >= FIRST_DEVICE && digit < FIRST_DEVICE + N_DEVICES ? digit : FIRST_DEVICE;
}

/* As libsoup and the listener hand it on; nobody waits here. */
static UkesRequest *
make_request (UkesListenerKind door, const char *method, const char *path, GBytes *body)
{
  const char *query = strchr (path, '?');
  g_autofree char *alone = g_strndup (path, query != NULL ? (gsize)(query - path) : strlen (path));
  g_autofree char *fingerprint = g_strdup_printf ("%032u", pick_device (body));
  UkesRequest *request = ukes_request_new (door, method, alone);
  size_t max_body = 0;

  if (ukes_router_find (ukes_server_get_router (server), door, method, alone, &max_body)
          != UKES_ROUTE_FOUND
      || g_bytes_get_size (body) > max_body) {
    ukes_request_free (request);
    return NULL;
  }
  memcpy (request->fingerprint, fingerprint, sizeof request->fingerprint);
  request->has_certificate = TRUE;
  if (query != NULL)
    request->query = soup_form_decode (query + 1);
  if (request->query != NULL)
    g_hash_table_remove (request->query, "wait");
  g_bytes_unref (request->body);
  request->body = g_bytes_ref (body);
  return request;
}

static void
ask (UkesListenerKind door, const char *method, const char *path, GBytes *body)
{
  gboolean is_answered = FALSE;
  UkesRequest *request = make_request (door, method, path, body);

  if (request == NULL)
    return;
  ukes_router_ask (ukes_server_get_router (server), request, answer_cb, &is_answered);
  while (!is_answered)
    g_main_context_iteration (NULL, TRUE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *)data;
  const char *end = size > 2 && size <= UKE_FUZZ_MAX ? memchr (text, '\n', size) : NULL;
  UkesListenerKind door;
  g_autofree char *path = NULL;
  g_autoptr (GBytes) body = NULL;

  if (end == NULL || end - text < 3 || strchr ("GPD", text[1]) == NULL)
    return -1;
  door = text[0] == 'd'   ? UKES_LISTENER_DESKS
         : text[0] == 'e' ? UKES_LISTENER_ENROL
                          : UKES_LISTENER_PAGES;
  path = g_strndup (text + 2, (gsize)(end - text - 2));
  if (!g_utf8_validate (path, -1, NULL))
    return -1;
  body = g_bytes_new (end + 1, size - (size_t)(end + 1 - text));
  ask (door, text[1] == 'G' ? "GET" : text[1] == 'P' ? "POST" : "DELETE", path, body);
  return 0;
}
