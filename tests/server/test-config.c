/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "server/ukes-config.h"

#include "server/ukes-nginx-conf.h"
#include "server/ukes-words.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

typedef struct {
  char *folder;       /* (owned) */
  UkesConfig *config; /* (owned) */
} Fixture;

static void
set_up (Fixture *f, const void *data)
{
  f->folder = g_dir_make_tmp ("uks-config-XXXXXX", NULL);
  f->config = ukes_config_new (f->folder);
  f->config->hosts = g_strsplit ("clinic.example 192.0.2.1", " ", -1);
  f->config->database_id = uke_id_new (1);
}

static void
tear_down (Fixture *f, const void *data)
{
  g_autofree char *path = ukes_config_get_path (f->config, "server.ini");

  g_unlink (path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  ukes_config_free (f->config);
  g_free (f->folder);
}

static UkesConfig *
save_and_load (Fixture *f, const char *text, GError **error)
{
  g_autofree char *path = ukes_config_get_path (f->config, "server.ini");
  g_autofree char *own = text == NULL ? ukes_config_write (f->config) : NULL;

  g_assert_true (g_file_set_contents (path, text != NULL ? text : own, -1, NULL));
  return ukes_config_load (f->folder, error);
}

/* What is written comes back. */
static void
test_round_trip (Fixture *f, const void *data)
{
  g_autoptr (UkesConfig) back = NULL;

  f->config->pages_listen = g_strdup ("[::1]:9000");
  f->config->runtime = g_strdup ("/run/uketsuke");
  back = save_and_load (f, NULL, NULL);
  g_assert_cmpstrv (back->hosts, f->config->hosts);
  g_assert_cmpstr (back->listen, ==, UKES_DEFAULT_LISTEN);
  g_assert_cmpstr (back->pages_listen, ==, "[::1]:9000");
  g_assert_cmpstr (back->runtime, ==, "/run/uketsuke");
  g_assert_null (back->database);
  g_assert_true (uke_id_equal (&back->database_id, &f->config->database_id));
}

/* Each line that cannot be is named; a folder without a file has no server. */
static void
test_bad (Fixture *f, const void *data)
{
  static const struct {
    const char *line, *names;
  } bad[] = {
    { "hosts=a b;", "hosts" },
    { "hosts=a,DNS:b;", "hosts" },
    { "hosts=;", "hosts" },
    { "listen=8443", "listen" },
    { "listen=localhost:8443", "listen" },
    { "listen=0.0.0.0:70000", "listen" },
    { "listen=0.0.0.0:1; x", "listen" },
    { "listen=::1:80", "listen" },
    { "enrol-listen=", "enrol-listen" },
    { "pages-listen=x", "pages-listen" },
    { "database=mysql://x", "database" },
    { "database=postgresql://u:secret@h/d", "database" },
    { "database=postgresql:///d?password=secret", "database" },
    { "schema=a;b", "schema" },
    { "spread-seconds=121", "spread-seconds" },
    { "spread-seconds=-1", "spread-seconds" },
    { "sets-per-minute=0", "sets-per-minute" },
    { "sets-at-once=199", "sets-at-once" },
    { "database-id=12", "database-id" },
  };
  g_autoptr (GError) none = NULL;

  g_assert_null (ukes_config_load (f->folder, &none));
  g_assert_error (none, UKES_ERROR, UKES_ERROR_NOT_SET_UP);
  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *own = ukes_config_write (f->config);
    g_autofree char *text = g_strdup_printf ("%s\n%s\n", own, bad[i].line);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", bad[i].line);
    g_assert_null (save_and_load (f, text, &error));
    g_assert_error (error, UKES_ERROR, UKES_ERROR_BAD_CONFIG);
    g_assert_cmpstr (error->message, ==, bad[i].names);
  }
}

/* A folder that the proxy's configuration would read as more than a path is refused. */
static void
test_path (Fixture *f, const void *data)
{
  static const char *const bad[]
      = { "/srv/a b", "/srv/a;b", "/srv/a{b", "/srv/a\"b", "/srv/$a", "/srv/医院", "/srv/a\\b" };

  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_free (f->config->runtime);
    f->config->runtime = g_strdup (bad[i]);
    g_assert_false (ukes_config_check (f->config, &error));
    g_assert_error (error, UKES_ERROR, UKES_ERROR_BAD_PATH);
  }
}

/* A port that nobody has chosen is one that is free. */
static void
test_ports (Fixture *f, const void *data)
{
  g_autofree char *address = NULL;
  uint16_t port = 0;

  g_free (f->config->listen);
  f->config->listen = g_strdup ("127.0.0.1:0");
  g_assert_true (ukes_config_settle_ports (f->config, NULL));
  g_assert_true (ukes_config_read_listen (f->config->listen, &address, &port, NULL));
  g_assert_cmpstr (address, ==, "127.0.0.1");
  g_assert_cmpuint (port, >, 0);
  g_assert_cmpstr (f->config->enrol_listen, ==, UKES_DEFAULT_ENROL_LISTEN);
}

/* The proxy's configuration has every place filled in, and the patients' door only when there is
 * one. */
static void
test_nginx (Fixture *f, const void *data)
{
  g_autofree char *without = ukes_nginx_conf_render (f->config, NULL);
  g_autofree char *with = NULL;

  g_assert_null (strchr (without, '@'));
  g_assert_null (strstr (without, "pages.sock"));
  g_assert_nonnull (strstr (without, "ssl_protocols TLSv1.3;"));
  f->config->pages_listen = g_strdup ("127.0.0.1:9000");
  with = ukes_nginx_conf_render (f->config, "somebody");
  g_assert_null (strchr (with, '@'));
  g_assert_nonnull (strstr (with, "listen 127.0.0.1:9000 ssl"));
  g_assert_nonnull (strstr (with, "user somebody;"));
}

/* Every error has a sentence in Japanese; those with a detail end with it. */
static void
test_words (Fixture *f, const void *data)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, UKE_BUILD_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  for (int code = 0; code < UKES_N_ERRORS; code++) {
    g_autoptr (GError) error = g_error_new_literal (UKES_ERROR, code, "detail");
    g_autofree char *sentence = ukes_words_for_error (error);

    g_test_message ("%s", sentence);
    if (g_str_has_suffix (sentence, "detail"))
      g_assert_nonnull (strstr (sentence, "：detail"));
    else
      g_assert_true (g_str_has_suffix (sentence, "。"));
  }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/server/config/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("bad", test_bad);
  ADD ("path", test_path);
  ADD ("ports", test_ports);
  ADD ("nginx", test_nginx);
  ADD ("words", test_words);
  return g_test_run ();
}
