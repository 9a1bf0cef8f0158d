/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/sync/uke-refused-dialog.h"

#include "app/sync/uke-sync-words.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "app/widgets/uke-history-words.h"
#include "app/widgets/uke-list-rows.h"
#include "app/widgets/uke-value-words.h"
#include "clinic/uke-refused-query.h"

#include <glib/gi18n.h>

#define WIDTH_PX 620

typedef struct {
  GtkWindow *window; /* (unowned): owns this */
  UkeWindow *desk;   /* (owned) */
  GtkBox *box;
} Dialog;

static void
dialog_free (gpointer data)
{
  Dialog *self = data;

  g_object_unref (self->desk);
  g_free (self);
}

static void load (Dialog *self);

static Dialog *
dialog_of (GtkWindow *window)
{
  return g_object_get_data (G_OBJECT (window), "uke-refused");
}

static const char *
describe_reason (const UkeRefused *refused)
{
  if (g_strcmp0 (refused->reason, "id_reuse") == 0)
    return _ ("Another entry with the same number is at the server already.");
  return _ ("The server cannot take it in this form.");
}

/* When, and by whom. */
static char *
dup_author (Dialog *self, const UkeRefused *refused)
{
  UkeClinic *clinic = uke_window_get_clinic (self->desk);
  const char *staff = refused->entry->staff_name;
  g_autofree char *when
      = uke_sync_words_moment (uke_clinic_get_zone (clinic), refused->entry->at_us,
                               uke_clock_now_us (uke_clinic_get_clock (clinic)));

  return staff != NULL ? g_strdup_printf ("%s・%s", when, staff) : g_steal_pointer (&when);
}

static char *
dup_patient (const UkeRefused *refused)
{
  return g_strdup_printf (_ ("%s %s (No. %s)"),
                          uke_record_get_text (refused->patient, UKE_PATIENT_FAMILY_NAME),
                          uke_record_get_text (refused->patient, UKE_PATIENT_GIVEN_NAME),
                          uke_record_get_text (refused->patient, UKE_PATIENT_PATIENT_NUMBER));
}

/** ValueFunc: told of one value that was entered, and what people call its field. */
typedef void (*ValueFunc) (const char *word, const char *value, gpointer data);

/* Everything that was entered and means something to people: it has to be entered again. */
static void
each_value (Dialog *self, const UkeRefused *refused, ValueFunc func, gpointer data)
{
  UkeClinic *clinic = uke_window_get_clinic (self->desk);

  for (unsigned i = 0; i < uke_change_set_get_n_ops (refused->set); i++) {
    const UkeOp *op = uke_change_set_get_op (refused->set, i);
    const UkeOpField *fields = uke_change_set_get_fields (refused->set, op);

    for (unsigned n = 0; n < op->n_fields; n++) {
      const UkeField *field = &op->entity->fields[fields[n].field];
      const char *word = uke_history_field_word (field);
      g_autofree char *value
          = word != NULL ? uke_value_words (op->entity, field, &fields[n].value, clinic) : NULL;

      if (value != NULL)
        func (word, value, data);
    }
  }
}

static void
add_line (const char *word, const char *value, gpointer text)
{
  g_string_append_printf (text, "%s：%s\n", word, value);
}

/* All of it, to be pasted where it can be of use, with the server's own words for whoever looks
 * after it. */
static char *
dup_text (Dialog *self, const UkeRefused *refused)
{
  g_autofree char *author = dup_author (self, refused);
  g_autofree char *title = uke_history_entry_title (refused->entry);
  g_autofree char *patient = refused->patient != NULL ? dup_patient (refused) : NULL;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s %s\n", author, title);
  if (patient != NULL)
    g_string_append_printf (text, "%s\n", patient);
  each_value (self, refused, add_line, text);
  g_string_append_printf (text, "%s (%s)\n", describe_reason (refused), refused->reason);
  return g_string_free (text, FALSE);
}

static void
copy_cb (GtkWidget *button, gpointer user_data)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button),
                          g_object_get_data (G_OBJECT (button), "text"));
  gtk_button_set_label (GTK_BUTTON (button), _ ("Copied"));
}

static void
open_cb (GtkWidget *button, gpointer user_data)
{
  Dialog *self = user_data;
  const UkeId *id = g_object_get_data (G_OBJECT (button), "patient");

  uke_window_show_record (self->desk, "patients", id);
  gtk_window_close (self->window);
}

static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  Dialog *self = dialog_of (window);
  g_autoptr (GError) error = NULL;

  if (!uke_clinic_drop_refused_finish (UKE_CLINIC (source), result, &error))
    uke_present_error (GTK_WIDGET (self->desk), error);
  uke_sync_button_recount (uke_window_get_sync_button (self->desk));
  load (self);
}

static void
drop_answered_cb (AdwMessageDialog *dialog, const char *response, gpointer window)
{
  Dialog *self = dialog_of (window);

  if (!g_str_equal (response, "drop"))
    return;
  /* Until the list is there anew. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->box), FALSE);
  uke_clinic_drop_refused_async (uke_window_get_clinic (self->desk),
                                 g_object_get_data (G_OBJECT (dialog), "change-set"), dropped_cb,
                                 g_object_ref (window));
}

/* It is nowhere else, and nothing brings it back. */
static void
drop_cb (GtkWidget *button, gpointer user_data)
{
  Dialog *self = user_data;
  GtkWidget *asking = adw_message_dialog_new (
      self->window, _ ("Take this off the list?"),
      _ ("What was entered is kept nowhere else and cannot be brought back. Do this once it was "
         "entered again, or is not needed any more."));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (asking);

  adw_message_dialog_add_responses (dialog, "keep", _ ("_Keep it"), "drop",
                                    _ ("_Take off the list"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "drop", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "keep");
  adw_message_dialog_set_close_response (dialog, "keep");
  g_object_set_data_full (
      G_OBJECT (dialog), "change-set",
      g_memdup2 (g_object_get_data (G_OBJECT (button), "change-set"), sizeof (UkeId)), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (drop_answered_cb), self->window, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* What takes it off for good stands apart from what helps to do it again. */
static GtkWidget *
make_buttons (Dialog *self, const UkeRefused *refused)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *copy = gtk_button_new_with_label (_ ("Copy as text"));
  GtkWidget *drop = gtk_button_new_with_label (_ ("Take off the list…"));

  if (refused->patient != NULL) {
    GtkWidget *open = gtk_button_new_with_label (_ ("Open the patient to do it again"));

    g_object_set_data_full (G_OBJECT (open), "patient",
                            g_memdup2 (uke_record_get_id (refused->patient), sizeof (UkeId)),
                            g_free);
    g_signal_connect (open, "clicked", G_CALLBACK (open_cb), self);
    gtk_box_append (GTK_BOX (box), open);
  }
  g_object_set_data_full (G_OBJECT (copy), "text", dup_text (self, refused), g_free);
  g_object_set_data_full (G_OBJECT (drop), "change-set",
                          g_memdup2 (&refused->id, sizeof refused->id), g_free);
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_cb), self);
  g_signal_connect (drop, "clicked", G_CALLBACK (drop_cb), self);
  gtk_widget_set_hexpand (drop, TRUE);
  gtk_widget_set_halign (drop, GTK_ALIGN_END);
  gtk_widget_add_css_class (drop, "flat");
  gtk_box_append (GTK_BOX (box), copy);
  gtk_box_append (GTK_BOX (box), drop);
  return box;
}

/** Table: where the values of a card stand. */
typedef struct {
  GtkGrid *grid;
  int n;
} Table;

static void
add_row (const char *word, const char *value, gpointer data)
{
  Table *table = data;
  GtkWidget *field = make_label (word, "uk-dense"), *label = make_label (value, "uk-dense");

  gtk_widget_add_css_class (field, "uk-secondary");
  gtk_widget_set_valign (field, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (field), FALSE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_grid_attach (table->grid, field, 0, table->n, 1, 1);
  gtk_grid_attach (table->grid, label, 1, table->n++, 1, 1);
}

static GtkWidget *
make_head (Dialog *self, const UkeRefused *refused)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *title = uke_history_entry_title (refused->entry);
  g_autofree char *author = dup_author (self, refused);
  GtkWidget *beside = make_label (author, "uk-caption");

  gtk_widget_add_css_class (beside, "uk-secondary");
  gtk_widget_add_css_class (beside, "uk-numeric");
  gtk_box_append (GTK_BOX (head), make_label (title, "heading"));
  gtk_box_append (GTK_BOX (head), beside);
  return head;
}

static GtkWidget *
make_card (Dialog *self, const UkeRefused *refused)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *reason = make_label (describe_reason (refused), "uk-dense");
  Table table = { GTK_GRID (gtk_grid_new ()) };

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "uk-refused");
  gtk_widget_add_css_class (reason, "uk-warn");
  gtk_widget_set_tooltip_text (reason, refused->reason);
  gtk_grid_set_column_spacing (table.grid, 12);
  gtk_box_append (GTK_BOX (card), make_head (self, refused));
  if (refused->patient != NULL) {
    g_autofree char *name = dup_patient (refused);

    gtk_box_append (GTK_BOX (card), make_label (name, NULL));
  }
  each_value (self, refused, add_row, &table);
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (table.grid));
  gtk_widget_set_visible (GTK_WIDGET (table.grid), table.n > 0);
  gtk_box_append (GTK_BOX (card), reason);
  gtk_box_append (GTK_BOX (card), make_buttons (self, refused));
  return card;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  Dialog *self = dialog_of (window);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = uke_clinic_load_refused_finish (UKE_CLINIC (source), result, &error);

  uke_box_clear (self->box);
  gtk_widget_set_sensitive (GTK_WIDGET (self->box), TRUE);
  if (all == NULL) {
    gtk_window_close (window);
    uke_present_error (GTK_WIDGET (self->desk), error);
    return;
  }
  gtk_box_append (self->box,
                  make_label (all->len > 0
                                  ? _ ("This was entered at this desk and the server will not take "
                                       "it, so other desks do not see it. Please do it again where "
                                       "it is still needed, then take it off the list.")
                                  : _ ("Nothing is left: the server has taken everything."),
                              NULL));
  for (unsigned i = 0; i < all->len; i++)
    gtk_box_append (self->box, make_card (self, g_ptr_array_index (all, i)));
}

static void
load (Dialog *self)
{
  uke_clinic_load_refused_async (uke_window_get_clinic (self->desk), NULL, loaded_cb,
                                 g_object_ref (self->window));
}

/**
 * uke_refused_dialog_present:
 * @window: the desk
 *
 * Returns: (transfer none): the window; Esc leaves it, and nothing is lost
 * Thread: main
 * Source: product.md N14
 */
GtkWindow *
uke_refused_dialog_present (UkeWindow *window)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  Dialog *self = g_new0 (Dialog, 1);

  self->window = GTK_WINDOW (adw_window_new ());
  self->desk = g_object_ref (window);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "uk-settings-dialog");
  gtk_window_set_title (self->window, _ ("Not taken by the server"));
  gtk_window_set_transient_for (self->window, GTK_WINDOW (window));
  gtk_window_set_modal (self->window, TRUE);
  gtk_window_set_default_size (self->window, WIDTH_PX, 480);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->box));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (self->window), box);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (self->window), keys);
  g_object_set_data_full (G_OBJECT (self->window), "uke-refused", self, dialog_free);
  load (self);
  gtk_window_present (self->window);
  return self->window;
}
