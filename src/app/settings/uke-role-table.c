/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-role-table.h"

#include "app/widgets/uke-code-words.h"
#include "model/uke-action.h"

#include <glib/gi18n.h>

/* What the actions are called, in groups; a line without an action is a group's heading. */
static const struct {
  UkeAction action;
  const char *word;
} LINES[] = {
  { UKE_ACTION_NONE, N_ ("Appointments and visits") },
  { UKE_ACTION_APPOINTMENT_BOOK, N_ ("Book and change") },
  { UKE_ACTION_APPOINTMENT_CANCEL, N_ ("Cancel a booking") },
  { UKE_ACTION_APPOINTMENT_OVERBOOK, N_ ("Book over another one") },
  { UKE_ACTION_VISIT_RECORD, N_ ("Check in, payment, no-show") },
  { UKE_ACTION_NONE, N_ ("Patients") },
  { UKE_ACTION_PATIENT_SEARCH, N_ ("Search and see patients") },
  { UKE_ACTION_PATIENT_REGISTER, N_ ("Register a patient") },
  { UKE_ACTION_PATIENT_EDIT, N_ ("Edit a patient") },
  { UKE_ACTION_PATIENT_END, N_ ("End contact") },
  { UKE_ACTION_PATIENT_MERGE, N_ ("Decide about duplicates") },
  { UKE_ACTION_CONSENT_RECORD, N_ ("Record consent") },
  { UKE_ACTION_NONE, N_ ("Follow-up calls") },
  { UKE_ACTION_FOLLOW_UP_CREATE, N_ ("Plan a call") },
  { UKE_ACTION_FOLLOW_UP_RECORD, N_ ("Call and record the outcome") },
  { UKE_ACTION_NONE, N_ ("Lists") },
  { UKE_ACTION_IMPORT_RUN, N_ ("Bring in lists") },
  { UKE_ACTION_IMPORT_UNDO, N_ ("Take an import back") },
  { UKE_ACTION_EXPORT_DATA, N_ ("Write lists (CSV)") },
  { UKE_ACTION_NONE, N_ ("Settings and records") },
  { UKE_ACTION_SET_UP_CLINIC, N_ ("Hours, menus, chairs") },
  { UKE_ACTION_SET_UP_SCRIPTS, N_ ("Call scripts") },
  { UKE_ACTION_STAFF_MANAGE, N_ ("Staff and roles") },
  { UKE_ACTION_SETTINGS_SECURITY, N_ ("Security") },
  { UKE_ACTION_UNDO_OF_OTHERS, N_ ("Undo what somebody else did") },
  { UKE_ACTION_AUDIT_READ_ALL, N_ ("Read the audit log") },
};

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_cell (char cell)
{
  GtkWidget *image;

  switch (cell) {
  case 'Y':
    image = gtk_image_new_from_icon_name ("object-select-symbolic");
    gtk_widget_add_css_class (image, "uk-ok");
    gtk_widget_set_tooltip_text (image, _ ("Allowed"));
    gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Allowed"), -1);
    return image;
  case 'R':
    return make_label (C_ ("cell of the table of roles", "Reason"), "uk-caption");
  case '2':
    return make_label (C_ ("cell of the table of roles", "Two"), "uk-caption");
  default:
    return make_label ("—", "uk-secondary");
  }
}

static void
add_line (GtkGrid *grid, unsigned line, int row)
{
  gboolean is_heading = LINES[line].action == UKE_ACTION_NONE;
  GtkWidget *word = make_label (_ (LINES[line].word), is_heading ? "uk-role-group" : "uk-dense");

  gtk_label_set_xalign (GTK_LABEL (word), 0);
  gtk_widget_set_hexpand (word, TRUE);
  gtk_grid_attach (grid, word, 0, row, is_heading ? 1 + UKE_N_ROLES : 1, 1);
  for (int role = UKE_ROLE_RECEPTION; !is_heading && role <= UKE_N_ROLES; role++)
    gtk_grid_attach (grid, make_cell (uke_action_get_cell (LINES[line].action, (UkeRole)role)),
                     role, row, 1, 1);
}

/**
 * uke_role_table_new:
 *
 * What each role may do, read from the one table that every command is checked against.
 *
 * Returns: (transfer floating): the table
 * Thread: main
 * Source: security.md 4.1, design.md 12, 15
 */
GtkWidget *
uke_role_table_new (void)
{
  GtkWidget *widget = gtk_grid_new ();
  GtkGrid *grid = GTK_GRID (widget);
  GtkWidget *head = make_label (_ ("What is done"), "uk-caption");

  gtk_widget_add_css_class (widget, "card");
  gtk_widget_add_css_class (widget, "uk-role-table");
  gtk_grid_set_row_spacing (grid, 5);
  gtk_grid_set_column_spacing (grid, 3);
  gtk_label_set_xalign (GTK_LABEL (head), 0);
  gtk_grid_attach (grid, head, 0, 0, 1, 1);
  for (int role = UKE_ROLE_RECEPTION; role <= UKE_N_ROLES; role++) {
    GtkWidget *name = make_label (uke_code_word (UKE_CODES_ROLE, uke_role_get_code ((UkeRole)role)),
                                  "uk-caption");

    gtk_label_set_max_width_chars (GTK_LABEL (name), 7);
    gtk_label_set_justify (GTK_LABEL (name), GTK_JUSTIFY_CENTER);
    gtk_widget_set_size_request (name, 50, -1);
    gtk_grid_attach (grid, name, role, 0, 1, 1);
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (LINES); i++)
    add_line (grid, i, (int)i + 1);
  return widget;
}
