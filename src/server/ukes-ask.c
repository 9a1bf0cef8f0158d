/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-ask.h"

#include "server/ukes-server.h"
#include "vault/uke-vault-error.h"

#include <gio/gunixsocketaddress.h>
#include <libsoup/soup.h>
#include <string.h>

/* An export of a big clinic takes minutes; a server that does not run is not waited for. */
#define TIMEOUT_S 1800
/* A copy of a big clinic is made and looked at before the answer comes. */
#define LONG_S (6 * 3600)

/** Question: what is asked. */
typedef struct {
  const char *method, *path;
  json_t *body; /* (not owned) (nullable) */
  unsigned timeout_s;
} Question;

/* Asks the server that runs; its status, 0 when nobody takes the connection. */
static unsigned
ask_running (const UkesConfig *config, const Question *question, GBytes **out_body)
{
  g_autofree char *socket_path = ukes_config_get_runtime_path (config, "control.sock");
  g_autofree char *uri = g_strconcat ("http://uketsuke", question->path, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (socket_path);
  g_autoptr (SoupSession) session = soup_session_new_with_options (
      "remote-connectable", address, "timeout", question->timeout_s, "proxy-resolver", NULL, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (question->method, uri);

  if (question->body != NULL) {
    char *text = json_dumps (question->body, JSON_COMPACT);
    g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

    free (text);
    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  }
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  *out_body = soup_session_send_and_read (session, message, NULL, NULL);
  return *out_body != NULL ? soup_message_get_status (message) : 0;
}

/* Opens the data of a server that does not run, and asks that. */
static unsigned
ask_opened (const UkesConfig *config, const Question *question, GBytes **out_body, GError **error)
{
  g_autoptr (UkesServer) server = NULL;
  g_autoptr (UkesAnswer) answer = NULL;
  GError *said = NULL;

  server = ukes_server_open (config->dir, &said);
  if (g_error_matches (said, UKE_VAULT_ERROR, UKE_VAULT_ERROR_IN_USE)) {
    g_clear_error (&said);
    g_set_error_literal (error, UKES_ERROR, UKES_ERROR_RUNNING, "the data are in use");
    return 0;
  }
  if (server == NULL) {
    g_propagate_error (error, said);
    return 0;
  }
  answer = ukes_server_ask (server, UKES_LISTENER_CONTROL, question->method, question->path,
                            question->body != NULL ? json_incref (question->body) : NULL);
  *out_body = g_bytes_ref (answer->body);
  return answer->status;
}

static json_t *
ask (const char *dir, const Question *question, GError **error)
{
  g_autoptr (UkesConfig) config = ukes_config_load (dir, error);
  g_autoptr (GBytes) body = NULL;
  json_t *root = NULL;
  unsigned status;

  if (config == NULL)
    return NULL;
  status = ask_running (config, question, &body);
  if (status == 0)
    status = ask_opened (config, question, &body, error);
  if (status == 0)
    return NULL;
  root = json_loadb (g_bytes_get_data (body, NULL), g_bytes_get_size (body), 0, NULL);
  if (status == 200 && root != NULL)
    return root;
  g_set_error (error, UKES_ERROR, UKES_ERROR_REFUSED, "%s",
               json_is_string (json_object_get (root, "error"))
                   ? json_string_value (json_object_get (root, "error"))
                   : "?");
  json_decref (root);
  return NULL;
}

/**
 * ukes_ask:
 * @dir: the server's folder
 * @method: a method
 * @path: a path of the control door
 * @error: return location
 *
 * Asks the server that runs on this folder, or opens the folder when none does.
 *
 * Returns: (transfer full): the answer
 * Errors: %UKES_ERROR_REFUSED with the code when the answer is no; %UKES_ERROR_RUNNING; those of
 * opening
 * Thread: main
 */
json_t *
ukes_ask (const char *dir, const char *method, const char *path, GError **error)
{
  const Question question = { method, path, NULL, TIMEOUT_S };

  return ask (dir, &question, error);
}

/**
 * ukes_ask_long:
 * @dir: the server's folder
 * @path: a path of the control door that is posted to
 * @body: (transfer full): what is posted
 * @error: return location
 *
 * The same for what takes as long as the data are large.
 *
 * Returns: (transfer full): the answer
 * Errors: as ukes_ask()
 * Thread: main
 */
json_t *
ukes_ask_long (const char *dir, const char *path, json_t *body, GError **error)
{
  const Question question = { "POST", path, body, LONG_S };
  json_t *answer = ask (dir, &question, error);

  json_decref (body);
  return answer;
}
