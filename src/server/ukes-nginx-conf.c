/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-nginx-conf.h"

#include "server/ukes-resources.h"

#include <gio/gio.h>
#include <string.h>

#define TEMPLATE "/org/uketsuke/Uketsuke/server/nginx.conf.in"

/* Cuts out what stands between two marks, marks included, or the marks alone. */
static void
settle_part (GString *text, const char *begin, const char *end, gboolean is_kept)
{
  char *from = strstr (text->str, begin);
  char *to = strstr (text->str, end);
  size_t at = (size_t)(from - text->str);

  g_assert (from != NULL && to != NULL && to > from);
  if (!is_kept) {
    g_string_erase (text, (gssize)at, (gssize)(to - from) + (gssize)strlen (end));
    return;
  }
  g_string_replace (text, begin, "", 1);
  g_string_replace (text, end, "", 1);
}

/**
 * ukes_nginx_conf_render:
 * @config: a checked configuration: nothing in it can be read as more than one word
 * @user: (nullable): whom the proxy's workers run as, when it is started by root
 *
 * Returns: (transfer full): the text for nginx
 * Thread: any
 * Source: sync.md Settled 3, security.md 7.1
 */
char *
ukes_nginx_conf_render (const UkesConfig *config, const char *user)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *run = ukes_config_get_runtime_path (config, "");
  g_autofree char *user_line = user != NULL ? g_strdup_printf ("user %s;", user) : g_strdup ("");
  GString *text;

  g_resources_register (ukes_get_resource ());
  bytes = g_resources_lookup_data (TEMPLATE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  text = g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
  settle_part (text, "@PAGES_BEGIN@\n", "@PAGES_END@\n", config->pages_listen != NULL);
  if (config->pages_listen != NULL)
    g_string_replace (text, "@PAGES_LISTEN@", config->pages_listen, 0);
  g_string_replace (text, "@USER@", user_line, 0);
  g_string_replace (text, "@WORKERS@", "auto", 0);
  g_string_replace (text, "@DIR@", config->dir, 0);
  g_string_replace (text, "@RUN@", run, 0);
  g_string_replace (text, "@LISTEN@", config->listen, 0);
  g_string_replace (text, "@ENROL_LISTEN@", config->enrol_listen, 0);
  return g_string_free (text, FALSE);
}
