/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/start/uke-start-code-entry.h"

#include "vault/uke-recovery-code.h"

#include <glib/gi18n.h>
#include <string.h>

struct _UkeStartCodeEntry {
  AdwBin parent_instance;

  GtkLabel *title_label;
  GtkLabel *description_label;
  GtkGrid *lines_grid;
  GtkLabel *problem_label;
  GtkButton *back_button;
  GtkButton *submit_button;

  GtkEditable *entries[UKE_RECOVERY_CODE_LINES];
  GtkLabel *hints[UKE_RECOVERY_CODE_LINES];
  gboolean is_busy;
  gboolean is_spreading; /* a pasted code is being put into the lines */
};

G_DEFINE_FINAL_TYPE (UkeStartCodeEntry, uke_start_code_entry, ADW_TYPE_BIN)

enum { SUBMITTED, BACK, N_SIGNALS };

static guint signals[N_SIGNALS];

static UkeRecoveryCodeFinding
judge (UkeStartCodeEntry *self, int i)
{
  return uke_recovery_code_check_line (gtk_editable_get_text (self->entries[i]), i + 1);
}

static const char *
describe (const UkeRecoveryCodeFinding *finding)
{
  static const char *const groups[] = {
    N_ ("Please compare this line with the sheet"),
    N_ ("Please compare the first four characters"),
    N_ ("Please compare the middle four characters"),
    N_ ("Please compare the last two characters"),
  };

  switch (finding->fault) {
  case UKE_RECOVERY_CODE_FAULT_NONE:
    return _ ("Right");
  case UKE_RECOVERY_CODE_FAULT_EMPTY:
  case UKE_RECOVERY_CODE_FAULT_SHORT:
    return "";
  case UKE_RECOVERY_CODE_FAULT_CHARACTER:
    return _ ("This character does not occur in codes");
  case UKE_RECOVERY_CODE_FAULT_LONG:
    return _ ("There are too many characters");
  case UKE_RECOVERY_CODE_FAULT_CHECKSUM:
    return _ (groups[finding->group]);
  case UKE_RECOVERY_CODE_FAULT_ORDER:
    return _ ("This seems to be another line");
  }
  g_assert_not_reached ();
}

static gboolean
is_being_typed (const UkeRecoveryCodeFinding *finding)
{
  return finding->fault == UKE_RECOVERY_CODE_FAULT_EMPTY
         || finding->fault == UKE_RECOVERY_CODE_FAULT_SHORT;
}

static void
set_class (GtkWidget *widget, const char *name, gboolean is_set)
{
  if (is_set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* Shows how line @i stands. Returns: whether it is right */
static gboolean
show_line (UkeStartCodeEntry *self, int i)
{
  UkeRecoveryCodeFinding finding = judge (self, i);
  gboolean is_right = finding.fault == UKE_RECOVERY_CODE_FAULT_NONE;
  gboolean differs = !is_right && !is_being_typed (&finding);
  GtkWidget *entry = GTK_WIDGET (self->entries[i]);

  set_class (entry, "ok", is_right);
  set_class (entry, "differs", differs);
  set_class (GTK_WIDGET (self->hints[i]), "ok", is_right);
  set_class (GTK_WIDGET (self->hints[i]), "differs", differs);
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (entry), GTK_ENTRY_ICON_SECONDARY,
                                     is_right  ? "object-select-symbolic"
                                     : differs ? "dialog-warning-symbolic"
                                               : NULL);
  gtk_label_set_label (self->hints[i], describe (&finding));
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID, differs, -1);
  return is_right;
}

static gboolean
show_lines (UkeStartCodeEntry *self)
{
  gboolean is_right = TRUE;

  for (int i = 0; i < UKE_RECOVERY_CODE_LINES; i++)
    is_right = show_line (self, i) && is_right;
  gtk_widget_set_sensitive (GTK_WIDGET (self->submit_button), is_right && !self->is_busy);
  return is_right;
}

/* A whole code that was pasted or scanned into one line is put into all of them. */
static gboolean
spread (UkeStartCodeEntry *self, GtkEditable *entry)
{
  g_autoptr (UkeSecret) code = uke_recovery_code_parse (gtk_editable_get_text (entry), NULL, NULL);

  if (code == NULL || self->is_spreading)
    return FALSE;
  self->is_spreading = TRUE;
  for (int i = 0; i < UKE_RECOVERY_CODE_LINES; i++) {
    g_autoptr (UkeSecret) line = uke_recovery_code_format_line (code, i + 1);

    gtk_editable_set_text (self->entries[i], uke_secret_peek_text (line));
  }
  self->is_spreading = FALSE;
  return TRUE;
}

static void
changed_cb (GtkEditable *entry, UkeStartCodeEntry *self)
{
  int i = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (entry), "line"));

  if (self->is_spreading)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  spread (self, entry);
  show_lines (self);
  /* A line that is right and typed to its end hands over to the next one. */
  if (judge (self, i).fault == UKE_RECOVERY_CODE_FAULT_NONE
      && gtk_widget_is_focus (gtk_widget_get_first_child (GTK_WIDGET (entry)))) {
    if (i + 1 < UKE_RECOVERY_CODE_LINES)
      gtk_widget_grab_focus (GTK_WIDGET (self->entries[i + 1]));
    else
      gtk_widget_grab_focus (GTK_WIDGET (self->submit_button));
  }
}

static void
submit_cb (UkeStartCodeEntry *self)
{
  GString *typed;

  if (!show_lines (self) || self->is_busy)
    return;
  typed = g_string_sized_new (4 * UKE_RECOVERY_CODE_LINES * UKE_RECOVERY_CODE_LINE_SYMBOLS);
  for (int i = 0; i < UKE_RECOVERY_CODE_LINES; i++) {
    g_string_append (typed, gtk_editable_get_text (self->entries[i]));
    g_string_append_c (typed, '\n');
  }
  g_signal_emit (self, signals[SUBMITTED], 0, typed->str);
  explicit_bzero (typed->str, typed->allocated_len);
  g_string_free (typed, TRUE);
}

static void
activated_cb (GtkEditable *entry, UkeStartCodeEntry *self)
{
  submit_cb (self);
}

static void
back_cb (UkeStartCodeEntry *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static void
add_line (UkeStartCodeEntry *self, int i)
{
  g_autofree char *number = g_strdup_printf ("%d", i + 1);
  g_autofree char *name = g_strdup_printf (_ ("Line %d of the recovery code"), i + 1);
  GtkWidget *number_label = gtk_label_new (number);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *hint = gtk_label_new ("");

  gtk_widget_add_css_class (number_label, "uk-line-number");
  gtk_widget_add_css_class (number_label, "uk-secondary");
  gtk_widget_add_css_class (entry, "uk-code-entry");
  gtk_widget_add_css_class (hint, "uk-code-hint");
  gtk_widget_add_css_class (hint, "uk-dense");
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "ABCD-EFGH-JK");
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_ALPHA);
  /* An input method must not learn the code. */
  gtk_entry_set_input_hints (GTK_ENTRY (entry), GTK_INPUT_HINT_PRIVATE
                                                    | GTK_INPUT_HINT_NO_SPELLCHECK
                                                    | GTK_INPUT_HINT_UPPERCASE_CHARS);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 18);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_label_set_width_chars (GTK_LABEL (hint), 20);
  gtk_label_set_max_width_chars (GTK_LABEL (hint), 20);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_widget_set_hexpand (hint, TRUE);
  g_object_set_data (G_OBJECT (entry), "line", GINT_TO_POINTER (i));
  g_signal_connect (entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (entry, "activate", G_CALLBACK (activated_cb), self);
  gtk_grid_attach (self->lines_grid, number_label, 0, i, 1, 1);
  gtk_grid_attach (self->lines_grid, entry, 1, i, 1, 1);
  gtk_grid_attach (self->lines_grid, hint, 2, i, 1, 1);
  self->entries[i] = GTK_EDITABLE (entry);
  self->hints[i] = GTK_LABEL (hint);
}

static void
uke_start_code_entry_class_init (UkeStartCodeEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[SUBMITTED]
      = g_signal_new ("submitted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[BACK] = g_signal_new ("back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/start/uke-start-code-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeStartCodeEntry, title_label);
  gtk_widget_class_bind_template_child (widget_class, UkeStartCodeEntry, description_label);
  gtk_widget_class_bind_template_child (widget_class, UkeStartCodeEntry, lines_grid);
  gtk_widget_class_bind_template_child (widget_class, UkeStartCodeEntry, problem_label);
  gtk_widget_class_bind_template_child (widget_class, UkeStartCodeEntry, back_button);
  gtk_widget_class_bind_template_child (widget_class, UkeStartCodeEntry, submit_button);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
}

static void
uke_start_code_entry_init (UkeStartCodeEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < UKE_RECOVERY_CODE_LINES; i++)
    add_line (self, i);
}

/**
 * Makes the card.
 * @kind: what the code is typed for
 *
 * Returns: (transfer floating): the card.
 * Thread: main
 */
GtkWidget *
uke_start_code_entry_new (UkeStartCodeKind kind)
{
  UkeStartCodeEntry *self = g_object_new (UKE_TYPE_START_CODE_ENTRY, NULL);
  gboolean confirms = kind == UKE_START_CODE_CONFIRM;

  gtk_label_set_label (self->title_label,
                       confirms ? _ ("Type the code back once") : _ ("Enter the recovery code"));
  gtk_label_set_label (
      self->description_label,
      confirms
          ? _ ("From your own note or print, so that it is sure to be readable later.")
          : _ ("The four lines on the sheet in the director's safe. Your data stay as they are."));
  gtk_button_set_label (self->back_button, confirms ? _ ("Show the code again") : _ ("Back"));
  gtk_button_set_label (self->submit_button,
                        confirms ? _ ("Finish the setup") : _ ("Open the clinic"));
  return GTK_WIDGET (self);
}

/**
 * Says what is wrong with the code as a whole.
 * @self: the card
 * @sentence: translated
 *
 * Thread: main
 */
void
uke_start_code_entry_set_problem (UkeStartCodeEntry *self, const char *sentence)
{
  g_return_if_fail (UKE_IS_START_CODE_ENTRY (self));

  gtk_label_set_label (self->problem_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
}

/**
 * Holds the button back while the code is being tried.
 * @self: the card
 * @is_busy: whether it is
 *
 * Thread: main
 */
void
uke_start_code_entry_set_busy (UkeStartCodeEntry *self, gboolean is_busy)
{
  g_return_if_fail (UKE_IS_START_CODE_ENTRY (self));

  self->is_busy = is_busy;
  show_lines (self);
}
