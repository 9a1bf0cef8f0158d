/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start meets a clinic that does not open: each state has a page that says which it is and
 * offers what helps, and no file of the clinic is touched (security.md 3.4). */
#include "app/start/uke-start-trouble.h"

#include "app/start/uke-start.h"
#include "app/uke-application.h"
#include "db/uke-db-error.h"
#include "support/uke-test-session.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "vault/uke-vault-error.h"
#include "words/uke-words.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each state in a process of its own: a process has one session bus for life. */
typedef struct {
  UkeTestSession *session;
  char *dir;
  char *code;
} Case;

static const char *display; /* of the test's own X server */

static char *
in_dir (Case *c, const char *name)
{
  return g_build_filename (c->dir, name, NULL);
}

static void
spawn (const char *program, ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  int status = 0;
  va_list more;

  va_start (more, program);
  for (const char *word = program; word != NULL; word = va_arg (more, const char *))
    g_ptr_array_add (words, (gpointer)word);
  va_end (more);
  g_ptr_array_add (words, NULL);
  g_assert_true (g_spawn_sync (NULL, (char **)words->pdata, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                               NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static void
make_clinic (Case *c)
{
  spawn (g_getenv ("UKETSUKECTL"), "--data", c->dir, "init", "--recovery-code-out", c->code, NULL);
}

static void
write_file (Case *c, const char *name, const char *content, gssize len)
{
  g_autofree char *path = in_dir (c, name);

  g_assert_true (g_file_set_contents (path, content, len, NULL));
}

static void
no_bus (Case *c)
{
  uke_test_session_stop_bus (c->session);
}

static void
no_service (Case *c)
{
  uke_test_session_stop_keyring (c->session);
}

static void
locked (Case *c)
{
  uke_test_session_stop_keyring (c->session);
  uke_test_session_start_keyring (c->session, NULL);
}

static void
absent (Case *c)
{
  uke_test_session_stop_keyring (c->session);
  uke_test_session_forget_keyring (c->session);
  uke_test_session_start_keyring (c->session, "pass");
}

static void
foreign (Case *c)
{
  g_autofree char *slots = in_dir (c, "keys.uks"), *content = NULL;
  g_autofree char *secret = g_strnfill (64, '7');
  g_autoptr (GString) database = g_string_new (NULL);

  g_assert_true (g_file_get_contents (slots, &content, NULL, NULL));
  for (int i = 16; i < 32; i++)
    g_string_append_printf (database, "%02x", (unsigned char)content[i]);
  absent (c);
  uke_test_session_add_item (c->session, database->str, "elsewhere", secret);
}

static void
newer (Case *c)
{
  spawn (g_getenv ("UKE_REWRITE_DB"), c->dir, c->code, "PRAGMA user_version = 9999", NULL);
}

static void
empty (Case *c)
{
  write_file (c, "uketsuke.db", "", 0);
}

static void
noise (Case *c)
{
  g_autofree char *content = g_strnfill (8192, 'u');

  write_file (c, "uketsuke.db", content, 8192);
}

static void
plain (Case *c)
{
  g_autofree char *content = g_malloc0 (8192);

  g_strlcpy (content, "SQLite format 3", 8192);
  write_file (c, "uketsuke.db", content, 8192);
}

static void
no_keys (Case *c)
{
  g_autofree char *slots = in_dir (c, "keys.uks"), *copy = in_dir (c, "keys-copy.uks");

  g_assert_cmpint (g_unlink (slots), ==, 0);
  g_assert_cmpint (g_unlink (copy), ==, 0);
}

static void
bad_keys (Case *c)
{
  write_file (c, "keys.uks", "nonsense", -1);
  write_file (c, "keys-copy.uks", "nonsense", -1);
}

static gboolean
isolate_mounts (void)
{
  return unshare (CLONE_NEWNS) == 0 && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

/* Asked in a process of its own, which nothing else depends on. A container may refuse it. */
static gboolean
can_mount (void)
{
  pid_t pid = fork ();
  int status;

  if (pid == 0)
    _exit (isolate_mounts () ? 0 : 1);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

static void
read_only (Case *c)
{
  g_assert_true (isolate_mounts ());
  g_assert_cmpint (mount (c->dir, c->dir, NULL, MS_BIND, NULL), ==, 0);
  g_assert_cmpint (mount (NULL, c->dir, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
}

/* The data on a disk of their own size: there is no room even for the index of the log. */
static void
full (Case *c)
{
  g_autofree char *copy = g_strconcat (c->dir, "-copy", NULL);
  g_autofree char *all = g_strconcat (c->dir, "/.", NULL);
  g_autofree char *all_copied = g_strconcat (copy, "/.", NULL);
  g_autofree char *database = in_dir (c, "uketsuke.db"), *options = NULL;
  GStatBuf facts;

  g_assert_true (isolate_mounts ());
  g_assert_cmpint (g_stat (database, &facts), ==, 0);
  options = g_strdup_printf ("size=%dk,mode=0700", (int)(facts.st_size / 1024) + 16);
  g_assert_cmpint (g_mkdir (copy, 0700), ==, 0);
  spawn ("/bin/cp", "-a", all, copy, NULL);
  g_assert_cmpint (mount ("tmpfs", c->dir, "tmpfs", 0, options), ==, 0);
  spawn ("/bin/cp", "-a", all_copied, c->dir, NULL);
}

/* Everything in the folder but whose turn it is. */
static char *
fingerprint (Case *c)
{
  static const char *const names[] = { "uketsuke.db", "keys.uks", "keys-copy.uks" };
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = in_dir (c, names[i]), *content = NULL;
    size_t len = 0;

    if (g_file_get_contents (path, &content, &len, NULL))
      g_checksum_update (sum, (const guchar *)content, (gssize)len);
    g_checksum_update (sum, (const guchar *)names[i], -1);
  }
  return g_strdup (g_checksum_get_string (sum));
}

static gboolean
is_statement (GtkWidget *widget, gconstpointer unused)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), "UkeStartStatement");
}

/* Whether a label says @text, or a button has it for a name. */
static gboolean
says (GtkWidget *widget, gconstpointer text)
{
  return (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
         || (GTK_IS_BUTTON (widget) && g_str_equal (gtk_widget_get_name (widget), text));
}

static gboolean
has (GtkWidget *within, const char *text)
{
  return uke_test_find (within, says, text) != NULL;
}

typedef struct {
  const char *path;
  void (*spoil) (Case *c);
  GQuark (*domain) (void);
  int code;
  const char *button; /* that helps */
  gboolean mounts;    /* needs a mount of its own */
} State;

static const State states[] = {
  { "no-bus", no_bus, uke_vault_error_quark, UKE_VAULT_ERROR_NO_BUS, "code" },
  { "no-service", no_service, uke_vault_error_quark, UKE_VAULT_ERROR_NO_SERVICE, "code" },
  { "locked", locked, uke_vault_error_quark, UKE_VAULT_ERROR_LOCKED, "unlock" },
  { "absent", absent, uke_vault_error_quark, UKE_VAULT_ERROR_ABSENT, "code" },
  { "foreign", foreign, uke_vault_error_quark, UKE_VAULT_ERROR_FOREIGN, "code" },
  { "newer", newer, uke_db_error_quark, UKE_DB_ERROR_NEWER_SCHEMA, "quit" },
  { "empty", empty, uke_db_error_quark, UKE_DB_ERROR_CORRUPT, "quit" },
  { "noise", noise, uke_db_error_quark, UKE_DB_ERROR_WRONG_KEY, "quit" },
  { "plain", plain, uke_db_error_quark, UKE_DB_ERROR_NOT_ENCRYPTED, "quit" },
  { "no-keys", no_keys, uke_vault_error_quark, UKE_VAULT_ERROR_NO_SLOTS, "retry" },
  { "bad-keys", bad_keys, uke_vault_error_quark, UKE_VAULT_ERROR_DAMAGED_SLOTS, "retry" },
  { "read-only", read_only, uke_vault_error_quark, UKE_VAULT_ERROR_READ_ONLY, "retry", TRUE },
  { "full", full, uke_db_error_quark, UKE_DB_ERROR_FULL, "retry", TRUE },
};

static void
meet (Case *c, const State *state)
{
  GtkApplication *application = uke_test_register (GTK_APPLICATION (uke_application_new ()));
  UkeWindow *window = uke_window_new (application);
  g_autoptr (UkeStart) start = uke_start_new (window, c->dir, NULL, NULL);
  g_autoptr (GError) error = g_error_new_literal (state->domain (), state->code, "for the log");
  g_autofree char *sentence = uke_words_for_error (error);
  GtkWidget *page = NULL;

  gtk_window_present (GTK_WINDOW (window));
  uke_start_begin (start);
  uke_test_wait_for ((page = uke_test_find (GTK_WIDGET (window), is_statement, NULL)) != NULL);
  g_assert_true (has (page, uke_words_title_for_error (error)));
  g_assert_true (has (page, sentence));
  g_assert_true (has (page, state->button));
  g_assert_true (has (page, c->dir));
}

static void
run_case (const void *data)
{
  const State *state = data;
  Case c = { 0 };
  g_autofree char *before = NULL, *after = NULL;

  if (state->mounts && !g_test_subprocess () && !can_mount ()) {
    g_test_skip ("needs a mount of its own");
    return;
  }
  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed ();
    return;
  }
  c.session = uke_test_session_new ();
  c.dir = g_build_filename (uke_test_session_get_root (c.session), "clinic", NULL);
  c.code = g_build_filename (uke_test_session_get_root (c.session), "code.txt", NULL);
  uke_test_session_start_keyring (c.session, "pass");
  make_clinic (&c);
  state->spoil (&c);
  before = fingerprint (&c);
  g_setenv ("DISPLAY", display, TRUE);
  g_assert_true (gtk_init_check ());
  adw_init ();
  meet (&c, state);
  after = fingerprint (&c);
  g_assert_cmpstr (after, ==, before);
  if (umount2 (c.dir, MNT_DETACH) != 0)
    g_debug ("nothing was mounted");
  uke_test_session_free (c.session);
  g_free (c.dir);
  g_free (c.code);
}

int
main (int argc, char **argv)
{
  g_autofree char *name = g_strdup (g_getenv ("DISPLAY"));

  if (!uke_test_session_is_possible ())
    return 77;
  display = name;
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autofree char *path = g_strconcat ("/app/start-trouble/", states[i].path, NULL);

    g_test_add_data_func (path, &states[i], run_case);
  }
  return g_test_run ();
}
