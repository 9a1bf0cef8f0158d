/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-new-code-dialog.h"
#include "app/settings/uke-role-table.h"
#include "app/settings/uke-settings-pane.h"
#include "app/settings/uke-settings-panes.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "app/widgets/uke-chip.h"
#include "clinic/uke-set-up-commands.h"
#include "clinic/uke-set-up-query.h"
#include "clinic/uke-verify.h"
#include "db/uke-db-self-test.h"

#include <glib/gi18n.h>

/* Two columns fit side by side at 1600 px. */
enum { COLUMN_PX = 604 };

typedef enum {
  CHECK_CIPHER,
  CHECK_KEYRING,
  CHECK_RECOVERY,
  CHECK_KEY_FILE,
  CHECK_VERIFIED,
  CHECK_BACKUP,
  N_CHECKS,
} Check;

static const struct {
  const char *title;
  const char *icon;
} CHECKS[N_CHECKS] = {
  [CHECK_CIPHER] = { N_ ("The data on this PC are encrypted"), "channel-secure-symbolic" },
  [CHECK_KEYRING] = { N_ ("The key lies in the keyring"), "dialog-password-symbolic" },
  [CHECK_RECOVERY] = { N_ ("Recovery code"), "printer-symbolic" },
  [CHECK_KEY_FILE] = { N_ ("The key file and its copy"), "edit-copy-symbolic" },
  [CHECK_VERIFIED] = { N_ ("Data and audit are whole"), "view-list-bullet-symbolic" },
  [CHECK_BACKUP] = { N_ ("Backup"), "document-save-symbolic" },
};

typedef struct {
  UkeClinic *clinic; /* (owned) */
  GtkWidget *pane;   /* (unowned): owns this */
  GtkWidget *verdict;
  GtkImage *verdict_icon;
  GtkLabel *verdict_text;
  GtkLabel *verdict_more;
  AdwActionRow *rows[N_CHECKS];
  AdwBin *chips[N_CHECKS];
  GtkWidget *verify;
  GtkWidget *spinner;
  GtkWidget *renew;
  gboolean is_good[N_CHECKS];
  GCancellable *verifying; /* (owned) (nullable): while it runs */
} Security;

static void
security_free (gpointer data)
{
  Security *self = data;

  if (self->verifying != NULL)
    g_cancellable_cancel (self->verifying);
  g_clear_object (&self->verifying);
  g_object_unref (self->clinic);
  g_free (self);
}

static Security *
security_of (GtkWidget *pane)
{
  return g_object_get_data (G_OBJECT (pane), "uke-security");
}

static char *
dup_time (Security *self, int64_t at_us)
{
  int year, month, day, minute;
  UkeDate date;

  uke_zone_split (uke_clinic_get_zone (self->clinic), at_us, &date, &minute);
  uke_date_to_ymd (date, &year, &month, &day);
  return g_strdup_printf (_ ("%d-%02d-%02d %d:%02d"), year, month, day, minute / 60, minute % 60);
}

static void
show_check (Security *self, Check check, gboolean is_good, const char *what)
{
  self->is_good[check] = is_good;
  adw_action_row_set_subtitle (self->rows[check], what);
  adw_bin_set_child (self->chips[check],
                     is_good ? uke_chip_new ("object-select-symbolic", _ ("In order"), "ok")
                             : uke_chip_new ("dialog-warning-symbolic", _ ("To do"), "warn"));
}

static void
show_verdict (Security *self)
{
  unsigned n_good = 0;
  g_autoptr (GString) left = g_string_new (NULL);
  g_autofree char *more = NULL;

  for (unsigned i = 0; i < N_CHECKS; i++) {
    if (self->is_good[i]) {
      n_good++;
      continue;
    }
    if (left->len > 0)
      g_string_append (left, C_ ("between the names of a list", ", "));
    g_string_append (left, _ (CHECKS[i].title));
  }
  more = n_good == N_CHECKS ? g_strdup_printf (_ ("%u of %u points are in order"), n_good, N_CHECKS)
                            : g_strdup_printf (_ ("%u of %u points are in order; left: %s"), n_good,
                                               N_CHECKS, left->str);
  gtk_label_set_text (self->verdict_text, n_good == N_CHECKS ? _ ("The data are well protected")
                                                             : _ ("Something is left to do"));
  gtk_label_set_text (self->verdict_more, more);
  gtk_image_set_from_icon_name (self->verdict_icon, n_good == N_CHECKS ? "security-high-symbolic"
                                                                       : "dialog-warning-symbolic");
  gtk_widget_remove_css_class (self->verdict, n_good == N_CHECKS ? "warn" : "ok");
  gtk_widget_add_css_class (self->verdict, n_good == N_CHECKS ? "ok" : "warn");
}

static void
show_keys (Security *self)
{
  UkeWindow *window = uke_window_of (self->pane);
  UkeVault *vault = window != NULL ? uke_window_get_vault (window) : NULL;
  int64_t made_at_us = vault != NULL ? uke_vault_get_recovery_made_at_us (vault) : 0;
  g_autofree char *made = dup_time (self, made_at_us);
  g_autofree char *code
      = g_strdup_printf (_ ("Typed back on %s. Please keep the sheet locked away."), made);
  gboolean has_slot = vault != NULL && uke_vault_get_has_device_slot (vault);
  gboolean is_whole = vault != NULL && uke_vault_get_slots_condition (vault) == UKE_KEY_SLOTS_GOOD;

  show_check (self, CHECK_KEYRING, has_slot,
              has_slot ? _ ("It opens with the keyring of this Linux account.")
                       : _ ("The keyring does not hold it: the recovery code opens the clinic each "
                            "time."));
  show_check (self, CHECK_RECOVERY, made_at_us > 0,
              made_at_us > 0 ? code : _ ("No recovery code is known here."));
  show_check (self, CHECK_KEY_FILE, is_whole,
              is_whole ? _ ("Both can be read and are the same.")
                       : _ ("One of the two could not be read when the clinic was opened."));
  gtk_widget_set_sensitive (
      self->renew, vault != NULL && uke_clinic_may (self->clinic, UKE_ACTION_SETTINGS_SECURITY));
}

static void
show_safety (Security *self, const UkeSafety *safety)
{
  g_autofree char *checked = dup_time (self, safety->verified_at_us);
  g_autofree char *backed = dup_time (self, safety->backup_at_us);
  g_autofree char *checked_text
      = safety->verified_at_us == 0 ? g_strdup (_ ("Not checked yet."))
        : safety->was_good
            ? g_strdup_printf (_ ("Every page and every link of the records was good on %s."),
                               checked)
            : g_strdup_printf (_ ("Something was not in order on %s. Please have it looked at "
                                  "before going on."),
                               checked);
  g_autofree char *backup_text
      = safety->backup_at_us == 0
            ? g_strdup (_ ("There is none in the data folder yet. Please copy the whole folder to "
                           "another disk while the program is closed."))
            : g_strdup_printf (_ ("The newest in the data folder is of %s."), backed);

  show_check (self, CHECK_VERIFIED, safety->was_good, checked_text);
  show_check (self, CHECK_BACKUP, safety->backup_at_us > 0, backup_text);
}

static void
safety_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) pane = user_data;
  Security *self = security_of (pane);
  g_autoptr (GError) error = NULL;
  g_autofree UkeSafety *safety
      = uke_clinic_load_safety_finish (UKE_CLINIC (source), result, &error);

  if (safety != NULL) {
    show_safety (self, safety);
    show_verdict (self);
  } else {
    uke_present_error (pane, error);
  }
}

static void
refresh (GtkWidget *pane)
{
  Security *self = security_of (pane);
  gboolean is_running = self->verifying != NULL;

  show_keys (self);
  show_verdict (self);
  gtk_widget_set_sensitive (
      self->verify, is_running || uke_clinic_may (self->clinic, UKE_ACTION_DIAGNOSTICS_VIEW));
  gtk_button_set_label (GTK_BUTTON (self->verify), is_running ? _ ("Stop") : _ ("Check now"));
  gtk_widget_set_visible (self->spinner, is_running);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), is_running);
  uke_clinic_load_safety_async (self->clinic, NULL, safety_loaded_cb, g_object_ref (pane));
}

static void
noted_cb (gpointer pane)
{
  if (security_of (pane) != NULL)
    refresh (pane);
  g_object_unref (pane);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) pane = user_data;
  Security *self = security_of (pane);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checks = uke_clinic_verify_finish (UKE_CLINIC (source), result, &error);
  gboolean is_good = TRUE;

  g_clear_object (&self->verifying);
  if (checks == NULL) {
    uke_present_error (pane, error);
    refresh (pane);
    return;
  }
  for (unsigned i = 0; i < checks->len; i++)
    is_good = is_good && ((UkeVerifyCheck *)checks->pdata[i])->problems->len == 0;
  uke_perform_then (
      pane,
      uke_command_note_verification (uke_clock_now_us (uke_clinic_get_clock (self->clinic)),
                                     is_good),
      is_good ? _ ("Everything was checked and is in order")
              : _ ("Something is not in order. Please stop working and have the data looked at."),
      NULL, g_object_ref (pane), noted_cb);
}

static void
verify_cb (GtkWidget *pane)
{
  Security *self = security_of (pane);

  if (self->verifying != NULL) {
    g_cancellable_cancel (self->verifying);
    return;
  }
  self->verifying = g_cancellable_new ();
  uke_clinic_verify_async (self->clinic, self->verifying, verified_cb, g_object_ref (pane));
  refresh (pane);
}

static void
may_renew_cb (const UkeReceipt *receipt, gpointer user_data)
{
  Security *self = security_of (user_data);
  UkeVault *vault = uke_window_get_vault (uke_window_of (user_data));
  GtkWindow *dialog;

  if (vault == NULL)
    return;
  dialog = uke_new_code_dialog_present (user_data, self->clinic, vault);
  if (dialog != NULL)
    g_signal_connect_object (dialog, "destroy", G_CALLBACK (refresh), user_data, G_CONNECT_SWAPPED);
}

static void
renew_cb (GtkWidget *pane)
{
  Security *self = security_of (pane);

  uke_perform_then (
      pane,
      uke_command_note_new_recovery_code (uke_clock_now_us (uke_clinic_get_clock (self->clinic))),
      NULL, may_renew_cb, g_object_ref (pane), g_object_unref);
}

static GtkWidget *
make_verdict (Security *self)
{
  self->verdict = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->verdict_icon = GTK_IMAGE (gtk_image_new ());
  self->verdict_text = GTK_LABEL (gtk_label_new (NULL));
  self->verdict_more = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (self->verdict, "uk-verdict");
  gtk_widget_add_css_class (GTK_WIDGET (self->verdict_text), "heading");
  gtk_label_set_wrap (self->verdict_more, TRUE);
  gtk_label_set_xalign (self->verdict_more, 0);
  gtk_box_append (GTK_BOX (self->verdict), GTK_WIDGET (self->verdict_icon));
  gtk_box_append (GTK_BOX (self->verdict), GTK_WIDGET (self->verdict_text));
  gtk_box_append (GTK_BOX (self->verdict), GTK_WIDGET (self->verdict_more));
  return self->verdict;
}

static GtkWidget *
make_row (const char *title, const char *subtitle, const char *icon)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), icon);
  return row;
}

static GtkWidget *
make_checks (Security *self)
{
  GtkWidget *group = uke_settings_group_new (_ ("How the data are protected"), NULL);
  AdwPreferencesGroup *rows = ADW_PREFERENCES_GROUP (group);
  GtkWidget *plain;

  for (unsigned i = 0; i < N_CHECKS; i++) {
    self->rows[i] = ADW_ACTION_ROW (make_row (_ (CHECKS[i].title), NULL, CHECKS[i].icon));
    self->chips[i] = ADW_BIN (adw_bin_new ());
    gtk_widget_set_valign (GTK_WIDGET (self->chips[i]), GTK_ALIGN_CENTER);
    adw_action_row_add_suffix (self->rows[i], GTK_WIDGET (self->chips[i]));
    adw_preferences_group_add (rows, GTK_WIDGET (self->rows[i]));
  }
  self->spinner = gtk_spinner_new ();
  self->verify = gtk_button_new_with_label (_ ("Check now"));
  self->renew = gtk_button_new_with_label (_ ("Make a new one"));
  gtk_widget_set_valign (self->verify, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->renew, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (self->rows[CHECK_VERIFIED], self->spinner);
  adw_action_row_add_suffix (self->rows[CHECK_VERIFIED], self->verify);
  adw_action_row_add_suffix (self->rows[CHECK_RECOVERY], self->renew);
  plain = make_row (_ ("No clinical content is kept"),
                    _ ("Diagnoses, prescriptions and results have no field, and imports leave them "
                       "out."),
                    "action-unavailable-symbolic");
  adw_action_row_add_suffix (ADW_ACTION_ROW (plain),
                             uke_chip_new ("channel-secure-symbolic", _ ("Always"), NULL));
  adw_preferences_group_add (rows, plain);
  adw_preferences_group_add (
      rows, make_row (_ ("Who can open this desk"),
                      _ ("Until there are passwords for each person, whoever can open this Linux "
                         "account can open the desk. Please lock the screen when you leave."),
                      "dialog-information-symbolic"));
  return group;
}

static GtkWidget *
make_roles (void)
{
  GtkWidget *group = uke_settings_group_new (
      _ ("What each role may do"),
      _ ("Reason: one has to be written. Two: a second person agrees as well."));

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), uke_role_table_new ());
  return group;
}

static void
add_column (GtkWidget *flow, GtkWidget *column)
{
  GtkWidget *child = gtk_flow_box_child_new ();
  GtkWidget *clamp = adw_clamp_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), COLUMN_PX);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), COLUMN_PX);
  adw_clamp_set_child (ADW_CLAMP (clamp), column);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), clamp);
  gtk_widget_set_focusable (child, FALSE);
  gtk_widget_set_valign (column, GTK_ALIGN_START);
  gtk_flow_box_append (GTK_FLOW_BOX (flow), child);
}

/**
 * uke_security_settings_new:
 * @clinic: the clinic
 *
 * A plain verdict, what it rests on, and what each role may do.
 *
 * Returns: (transfer floating): the pane
 * Thread: main
 * Source: design.md 12, 15; decision 15
 */
GtkWidget *
uke_security_settings_new (UkeClinic *clinic)
{
  Security *self = g_new0 (Security, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *flow = gtk_flow_box_new ();
  g_autofree char *version = uke_db_cipher_version ();
  g_autofree char *cipher = g_strdup_printf (
      _ ("SQLCipher %s. Every page carries a seal that shows changes; tested at each start."),
      version != NULL ? version : "—");

  self->clinic = g_object_ref (clinic);
  self->pane = box;
  g_object_set_data_full (G_OBJECT (box), "uke-security", self, security_free);
  gtk_box_append (GTK_BOX (box), make_verdict (self));
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 2);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 18);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 18);
  gtk_widget_set_valign (flow, GTK_ALIGN_START);
  gtk_widget_add_css_class (flow, "uk-settings-column");
  add_column (flow, make_checks (self));
  add_column (flow, make_roles ());
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), flow);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), scroller);
  show_check (self, CHECK_CIPHER, version != NULL, cipher);
  g_signal_connect_swapped (self->verify, "clicked", G_CALLBACK (verify_cb), box);
  g_signal_connect_swapped (self->renew, "clicked", G_CALLBACK (renew_cb), box);
  g_signal_connect_object (clinic, "sitting-changed", G_CALLBACK (refresh), box, G_CONNECT_SWAPPED);
  g_signal_connect (box, "map", G_CALLBACK (refresh), NULL);
  return box;
}
