/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gunixsocketaddress.h>
#include <libsoup/soup.h>

/*
 * What the clinic server's answers are compared with (decision 21): the same library on a socket of
 * the same kind behind the same proxy, with nothing to do.
 *
 *   trivial-server SOCKET
 */
static const char body[] = "{\"ok\":true,\"seq\":123456,\"items\":[{\"id\":\"pt-0000001\",\"v\":1},"
                           "{\"id\":\"pt-0000002\",\"v\":1},{\"id\":\"pt-0000003\",\"v\":1}]}";

static void
answer_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_append (soup_server_message_get_response_headers (message), "Connection",
                               "close");
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, body,
                                    sizeof body - 1);
}

int
main (int argc, char **argv)
{
  g_autoptr (SoupServer) server = soup_server_new ("server-header", "", NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 2)
    g_error ("trivial-server SOCKET");
  address = g_unix_socket_address_new (argv[1]);
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                         &error);
  soup_server_add_handler (server, NULL, answer_cb, NULL, NULL);
  if (socket != NULL)
    g_socket_set_listen_backlog (socket, 4096);
  if (socket == NULL || !g_socket_bind (socket, address, TRUE, &error)
      || !g_socket_listen (socket, &error)
      || !soup_server_listen_socket (server, socket, 0, &error))
    g_error ("%s", error->message);
  g_main_loop_run (loop);
  return 0;
}
