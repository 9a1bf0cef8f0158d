/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/duplicates/uke-duplicate-batch.h"

#include "app/uke-perform.h"

#include <glib/gi18n.h>

/* How long all of them can be taken back from the toast (decision 14). */
enum { UNDO_SECONDS = 10 };

/* Many sure pairs merged in one go: a question, progress, and one way back. */
typedef struct {
  gatomicrefcount n_refs;
  UkeWindow *window;          /* (owned) */
  UkeDuplicateRunner *runner; /* (owned) */
  GPtrArray *pairs;           /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  GArray *merged;             /* (owned) (nullable) */
  GtkWidget *dialog;          /* (unowned) (nullable): while pairs are merged */
  GtkProgressBar *bar;
} Batch;

static Batch *
batch_ref (Batch *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

static void
batch_unref (Batch *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_object_unref (self->window);
  g_object_unref (self->runner);
  g_ptr_array_unref (self->pairs);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->merged, g_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_unref)

static void
unref_closure (gpointer self, GClosure *closure)
{
  batch_unref (self);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Batch) self = user_data;
  g_autoptr (GError) error = NULL;
  unsigned n = uke_duplicate_runner_undo_finish (self->runner, result, &error);
  g_autofree char *sentence
      = g_strdup_printf (ngettext ("%u pair parted again", "%u pairs parted again", n), n);

  if (error != NULL)
    uke_present_error (GTK_WIDGET (self->window), error);
  else
    uke_window_say (self->window, sentence);
}

static void
undo_clicked_cb (Batch *self)
{
  uke_duplicate_runner_undo_async (self->runner, self->merged, undone_cb, batch_ref (self));
}

static void
show_merged (Batch *self, unsigned n_skipped)
{
  unsigned n = self->merged->len;
  g_autofree char *merged = g_strdup_printf (ngettext ("%u pair merged", "%u pairs merged", n), n);
  g_autofree char *skipped
      = g_strdup_printf (ngettext ("%u pair had changed and was left",
                                   "%u pairs had changed and were left", n_skipped),
                         n_skipped);
  g_autofree char *both = n_skipped > 0 ? g_strdup_printf ("%s・%s", merged, skipped) : NULL;
  AdwToast *toast = adw_toast_new (both != NULL ? both : merged);

  adw_toast_set_timeout (toast, UNDO_SECONDS);
  if (n > 0) {
    adw_toast_set_button_label (toast, _ ("_Undo"));
    g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_clicked_cb), batch_ref (self),
                           unref_closure, G_CONNECT_SWAPPED);
  }
  uke_window_add_toast (self->window, toast);
}

static void
merged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Batch) self = user_data;
  g_autoptr (GError) error = NULL;
  unsigned n_skipped = 0;

  self->merged = uke_duplicate_runner_merge_finish (self->runner, result, &n_skipped, &error);
  if (self->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&self->dialog)));
  if (self->merged == NULL)
    uke_present_error (GTK_WIDGET (self->window), error);
  else if (self->merged->len > 0 || n_skipped > 0)
    show_merged (self, n_skipped);
}

static void
progress_cb (unsigned n_done, gpointer user_data)
{
  Batch *self = user_data;
  g_autofree char *text = g_strdup_printf (_ ("%u of %u"), n_done, self->pairs->len);

  if (self->dialog == NULL)
    return;
  gtk_progress_bar_set_fraction (self->bar, (double)n_done / self->pairs->len);
  gtk_progress_bar_set_text (self->bar, text);
}

static void
stop_cb (Batch *self)
{
  self->dialog = NULL;
  g_cancellable_cancel (self->cancellable);
}

static void
show_progress (Batch *self)
{
  self->dialog = adw_message_dialog_new (
      GTK_WINDOW (self->window), _ ("Merging"),
      _ ("You can stop at any time: what is merged by then stays and can be parted again."));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (self->dialog), "stop", _ ("_Stop"));
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_progress_bar_set_show_text (self->bar, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pairs merged"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self->dialog), GTK_WIDGET (self->bar));
  g_signal_connect_data (self->dialog, "response", G_CALLBACK (stop_cb), batch_ref (self),
                         unref_closure, G_CONNECT_SWAPPED);
  progress_cb (0, self);
  gtk_window_present (GTK_WINDOW (self->dialog));
}

static void
confirmed_cb (Batch *self, const char *response)
{
  if (!g_str_equal (response, "merge"))
    return;
  show_progress (self);
  uke_duplicate_runner_merge_async (self->runner, self->pairs, progress_cb, self, self->cancellable,
                                    merged_cb, batch_ref (self));
}

/**
 * uke_duplicate_batch_present:
 * @window: the desk
 * @runner: carries it out
 * @pairs: (element-type UkeDuplicatePair): sure pairs
 *
 * Asks whether all of them shall be merged by what the rules choose, says how many they are, and
 * does it, showing how far it is.
 *
 * Thread: main
 * Source: design.md 12
 */
void
uke_duplicate_batch_present (UkeWindow *window, UkeDuplicateRunner *runner, GPtrArray *pairs)
{
  Batch *self = g_new0 (Batch, 1);
  g_autofree char *heading
      = g_strdup_printf (ngettext ("Merge %u pair?", "Merge %u pairs?", pairs->len), pairs->len);
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (window), heading,
      _ ("They agree by 95 percent or more. In each, what is registered stays where both differ, "
         "apart "
         "from the stricter consent and the newer visit's address. All of them can be taken back "
         "together, and each by itself later."));

  g_atomic_ref_count_init (&self->n_refs);
  self->window = g_object_ref (window);
  self->runner = g_object_ref (runner);
  self->pairs = g_ptr_array_ref (pairs);
  self->cancellable = g_cancellable_new ();
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Leave it"), "merge",
                                    _ ("_Merge"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "merge",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (confirmed_cb), self, unref_closure,
                         G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
