/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-check.h"

#include "base/uke-clock.h"
#include "db/uke-db-self-test.h"
#include "pki/uke-key-file.h"
#include "server/ukes-config.h"
#include "server/ukes-init.h"
#include "server/ukes-keys.h"
#include "server/ukes-proxy.h"
#include "server/ukes-words.h"
#include "vault/uke-data-dir.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void
add_error (GPtrArray *findings, const GError *error)
{
  g_ptr_array_add (findings, ukes_words_for_error (error));
}

static void
check_folder (const UkesConfig *config, GPtrArray *findings, GPtrArray *notes)
{
  g_autofree char *recovery = ukes_config_get_path (config, UKES_RECOVERY_FILE);
  g_autoptr (UkeDataDir) data = uke_data_dir_new (config->dir);
  struct stat info;

  if (stat (config->dir, &info) == 0 && (info.st_mode & 077) != 0)
    g_ptr_array_add (findings, g_strdup_printf (_ ("Others can look into the folder %s. Please "
                                                   "take their access away (chmod 700)."),
                                                config->dir));
  if (config->database == NULL && !uke_data_dir_has_database (data))
    g_ptr_array_add (findings, g_strdup_printf (_ ("The data file is not in %s. Please put it "
                                                   "back from the backup."),
                                                config->dir));
  if (g_file_test (recovery, G_FILE_TEST_EXISTS))
    g_ptr_array_add (
        notes, g_strdup_printf (_ ("The recovery code still lies in %s. Please print it, keep "
                                   "it apart from this computer, and delete the file."),
                                recovery));
}

static void
check_keys (const UkesConfig *config, GPtrArray *findings, GPtrArray *notes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkesKeys) keys = ukes_keys_load (config, &error);
  g_autoptr (UkeClock) clock = uke_clock_new_system ();
  UkeCertificate *authority;

  if (keys == NULL) {
    add_error (findings, error);
    return;
  }
  authority = uke_ca_get_certificate (keys->ca);
  if (!uke_certificate_check (authority, authority, uke_clock_now_us (clock), &error))
    add_error (findings, error);
  else if (uke_certificate_get_to_us (authority) - uke_clock_now_us (clock) < 6 * UKE_CA_RENEW_US)
    g_ptr_array_add (notes, g_strdup (_ ("The clinic's certificate authority ends within a "
                                         "year. Every desk will have to join again then.")));
}

static void
check_proxy (UkesConfig *config, GPtrArray *findings)
{
  g_autofree char *runtime = ukes_config_get_runtime_path (config, "");
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (runtime, 0750) != 0)
    g_ptr_array_add (
        findings, g_strdup_printf (_ ("The runtime folder %s cannot be made. Please check who may "
                                      "write there."),
                                   runtime));
  else if (!ukes_config_settle_ports (config, &error) || !ukes_proxy_check (config, &error))
    add_error (findings, error);
}

static void
check_cipher (const UkesConfig *config, GPtrArray *findings)
{
  UkeDbSelfTest result = uke_db_self_test (config->dir);

  if (result != UKE_DB_SELF_TEST_OK)
    g_ptr_array_add (findings, g_strdup_printf (_ ("The database library on this computer does not "
                                                   "encrypt as it should (%s). Please install "
                                                   "Uketsuke's own packages."),
                                                uke_db_self_test_to_string (result)));
}

/**
 * ukes_check:
 * @dir: the server's folder
 * @out_notes: (out) (transfer full) (element-type utf8): what is good to know, a sentence each
 *
 * Looks over configuration, folder, keys, certificates, encryption and proxy without opening the
 * data, also while the server runs.
 *
 * Returns: (transfer full) (element-type utf8): what is wrong, a sentence each
 * Thread: main
 */
GPtrArray *
ukes_check (const char *dir, GPtrArray **out_notes)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkesConfig) config = ukes_config_load (dir, &error);

  *out_notes = notes;
  if (geteuid () == 0)
    g_ptr_array_add (notes, g_strdup (_ ("The server should not run as root. Please give it a "
                                         "user of its own, as the systemd unit does.")));
  if (config == NULL) {
    add_error (findings, error);
    return findings;
  }
  check_folder (config, findings, notes);
  check_keys (config, findings, notes);
  check_cipher (config, findings);
  check_proxy (config, findings);
  return findings;
}
