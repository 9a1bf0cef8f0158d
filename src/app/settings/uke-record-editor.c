/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-record-editor.h"

#include "app/settings/uke-record-dialog.h"
#include "app/settings/uke-settings-pane.h"
#include "app/uke-perform.h"

#include <glib/gi18n.h>
#include <string.h>

struct _UkeRecordEditor {
  AdwBin parent_instance;

  UkeClinic *clinic;   /* (owned) */
  GListModel *records; /* (owned) (element-type UkeRecord) */
  const UkeRecordForm *form;
  GHashTable *entries; /* (owned): id to Entry */
  guint refresh_idle;  /* source id, 0 when none is due */

  GtkListBox *used;
  GtkListBox *unused;
  GtkWidget *unused_heading;
  GtkWidget *add_button;
  GtkWidget *none;
};

G_DEFINE_FINAL_TYPE (UkeRecordEditor, uke_record_editor, ADW_TYPE_BIN)

/* A record in the list. */
typedef struct {
  UkeRecordEditor *editor; /* (unowned) */
  UkeRecord *record;       /* (owned) */
  AdwExpanderRow *row;     /* (unowned): one of the lists */
  GtkWidget *avatar;       /* (unowned) (nullable) */
  GtkWidget *up;
  GtkWidget *down;
  GtkWidget *stop;
  GPtrArray *fields; /* (owned) (element-type UkeFormRow) */
  unsigned position;
  gboolean is_listed; /* found in the records that are shown just now */
} Entry;

static void queue_refresh (UkeRecordEditor *self);

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->record);
  g_ptr_array_unref (entry->fields);
  g_free (entry);
}

static gboolean
is_used (UkeRecordEditor *self, UkeRecord *record)
{
  return uke_record_get_bool (record, (unsigned)self->form->active);
}

/* Whatever came of it: the list shows again what is kept. */
static void
show_again (gpointer data)
{
  UkeRecordEditor *self = data;

  if (self->form != NULL)
    queue_refresh (self);
  g_object_unref (self);
}

static void
save (UkeRecordEditor *self, UkeDraft *draft, const char *done)
{
  uke_perform_then (GTK_WIDGET (self), uke_command_set_up (draft), done, NULL, g_object_ref (self),
                    show_again);
}

static void
settled_cb (UkeFormRow *row, gpointer user_data)
{
  Entry *entry = user_data;
  UkeRecordEditor *self = entry->editor;
  g_autoptr (UkeDraft) draft = uke_draft_new_from (entry->record);

  uke_form_row_read (row, draft);
  if (!uke_form_row_is_filled (row))
    queue_refresh (self);
  else if (uke_draft_has_changes (draft))
    save (self, g_steal_pointer (&draft), _ (self->form->saved));
}

static void
stop_cb (Entry *entry)
{
  UkeRecordEditor *self = entry->editor;
  gboolean was_used = is_used (self, entry->record);
  UkeDraft *draft = uke_draft_new_from (entry->record);

  uke_draft_set_int (draft, (unsigned)self->form->active, !was_used);
  save (self, draft, was_used ? _ (self->form->stopped) : _ (self->form->resumed));
}

static Entry *
find_at (UkeRecordEditor *self, unsigned position)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->used, (int)position);

  return row != NULL ? g_object_get_data (G_OBJECT (row), "uke-entry") : NULL;
}

/* Numbers the whole list, so that records of equal order come apart too. */
static void
move_entry (Entry *entry, int by)
{
  UkeRecordEditor *self = entry->editor;
  unsigned from = entry->position, to = (unsigned)((int)entry->position + by);
  GPtrArray *drafts = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_draft_free);
  Entry *other;

  for (unsigned i = 0; (other = find_at (self, i)) != NULL; i++) {
    unsigned place = i == from ? to : i == to ? from : i;
    UkeDraft *draft = uke_draft_new_from (other->record);

    uke_draft_set_int (draft, (unsigned)self->form->order, place);
    if (uke_draft_has_changes (draft))
      g_ptr_array_add (drafts, draft);
    else
      uke_draft_free (draft);
  }
  uke_perform_then (GTK_WIDGET (self), uke_command_save_order (drafts), _ ("Order changed"), NULL,
                    g_object_ref (self), show_again);
}

static void
up_cb (Entry *entry)
{
  if (entry->position > 0)
    move_entry (entry, -1);
}

static void
down_cb (Entry *entry)
{
  if (find_at (entry->editor, entry->position + 1) != NULL)
    move_entry (entry, 1);
}

static GtkWidget *
add_button (GtkWidget *box, GCallback callback, Entry *entry)
{
  GtkWidget *button = gtk_button_new ();

  g_signal_connect_swapped (button, "clicked", callback, entry);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

/* What is done to the record as a whole stands below its fields. */
static void
add_buttons (Entry *entry)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (box, "uk-row-buttons");
  if (entry->editor->form->order >= 0) {
    entry->up = add_button (box, G_CALLBACK (up_cb), entry);
    gtk_button_set_label (GTK_BUTTON (entry->up), _ ("Further up"));
    entry->down = add_button (box, G_CALLBACK (down_cb), entry);
    gtk_button_set_label (GTK_BUTTON (entry->down), _ ("Further down"));
  }
  entry->stop = add_button (box, G_CALLBACK (stop_cb), entry);
  gtk_widget_set_hexpand (entry->stop, TRUE);
  gtk_widget_set_halign (entry->stop, GTK_ALIGN_END);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  adw_expander_row_add_row (entry->row, row);
}

static Entry *
entry_new (UkeRecordEditor *self, UkeRecord *record)
{
  const UkeRecordForm *form = self->form;
  Entry *entry = g_new0 (Entry, 1);

  entry->editor = self;
  entry->record = g_object_ref (record);
  entry->row = ADW_EXPANDER_ROW (adw_expander_row_new ());
  entry->fields = g_ptr_array_new ();
  if (form->icon != NULL) {
    adw_expander_row_add_prefix (entry->row, gtk_image_new_from_icon_name (form->icon));
  } else {
    entry->avatar = adw_avatar_new (32, NULL, TRUE);
    adw_expander_row_add_prefix (entry->row, entry->avatar);
  }
  for (unsigned i = 0; i < form->n_fields; i++) {
    UkeFormRow *field = uke_form_row_new (&form->fields[i], NULL, settled_cb, entry);

    g_ptr_array_add (entry->fields, field);
    adw_expander_row_add_row (entry->row, uke_form_row_get_widget (field));
  }
  add_buttons (entry);
  g_object_set_data (G_OBJECT (entry->row), "uke-entry", entry);
  return entry;
}

static void
entry_show (Entry *entry, gboolean may_change, unsigned n_used)
{
  UkeRecordEditor *self = entry->editor;
  const UkeRecordForm *form = self->form;
  gboolean is_in_use = is_used (self, entry->record);
  g_autofree char *title = form->dup_title != NULL
                               ? form->dup_title (entry->record)
                               : g_strdup (uke_record_get_text (entry->record, form->title));
  g_autofree char *subtitle
      = form->dup_subtitle != NULL ? form->dup_subtitle (entry->record) : NULL;
  g_autofree char *safe_title = g_markup_escape_text (title, -1);
  g_autofree char *safe_subtitle = g_markup_escape_text (subtitle != NULL ? subtitle : "", -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry->row), safe_title);
  adw_expander_row_set_subtitle (entry->row, safe_subtitle);
  if (entry->avatar != NULL) {
    g_autofree char *family = g_strndup (title, strcspn (title, " "));

    adw_avatar_set_text (ADW_AVATAR (entry->avatar), family);
  }
  for (unsigned i = 0; i < form->n_fields; i++) {
    uke_form_row_show (entry->fields->pdata[i], entry->record);
    uke_form_row_set_editable (entry->fields->pdata[i],
                               may_change && is_in_use && !form->fields[i].is_fixed);
  }
  gtk_button_set_label (GTK_BUTTON (entry->stop),
                        is_in_use ? _ ("Take out of use") : _ ("Use again"));
  gtk_widget_set_sensitive (entry->stop, may_change);
  if (entry->up == NULL)
    return;
  gtk_widget_set_visible (entry->up, is_in_use);
  gtk_widget_set_visible (entry->down, is_in_use);
  gtk_widget_set_sensitive (entry->up, may_change && entry->position > 0);
  gtk_widget_set_sensitive (entry->down, may_change && entry->position + 1 < n_used);
}

/* Puts the entry into the list it belongs to now. */
static void
entry_place (Entry *entry)
{
  UkeRecordEditor *self = entry->editor;
  GtkListBox *list = is_used (self, entry->record) ? self->used : self->unused;
  GtkWidget *row = GTK_WIDGET (entry->row), *parent = gtk_widget_get_parent (row);

  if (parent == GTK_WIDGET (list))
    return;
  if (parent != NULL) {
    g_object_ref (row);
    gtk_list_box_remove (GTK_LIST_BOX (parent), row);
    adw_expander_row_set_expanded (entry->row, FALSE);
    gtk_list_box_append (list, row);
    g_object_unref (row);
  } else {
    gtk_list_box_append (list, row);
  }
}

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer data)
{
  Entry *left = g_object_get_data (G_OBJECT (a), "uke-entry");
  Entry *right = g_object_get_data (G_OBJECT (b), "uke-entry");

  return left->position < right->position ? -1 : left->position > right->position ? 1 : 0;
}

static gboolean
drop_unlisted (gpointer key, gpointer value, gpointer data)
{
  Entry *entry = value;

  if (entry->is_listed) {
    entry->is_listed = FALSE;
    return FALSE;
  }
  gtk_list_box_remove (GTK_LIST_BOX (gtk_widget_get_parent (GTK_WIDGET (entry->row))),
                       GTK_WIDGET (entry->row));
  return TRUE;
}

static Entry *
take_record (UkeRecordEditor *self, UkeRecord *record)
{
  Entry *entry = g_hash_table_lookup (self->entries, uke_record_get_id (record));

  if (entry == NULL) {
    entry = entry_new (self, record);
    g_hash_table_insert (self->entries, g_memdup2 (uke_record_get_id (record), sizeof (UkeId)),
                         entry);
  }
  g_set_object (&entry->record, record);
  entry->is_listed = TRUE;
  return entry;
}

static void
refresh (UkeRecordEditor *self)
{
  gboolean may_change = uke_clinic_may (self->clinic, self->form->action);
  unsigned n_records = g_list_model_get_n_items (self->records), n_used = 0, n_unused = 0;
  GHashTableIter iter;
  gpointer value;

  for (unsigned i = 0; i < n_records; i++) {
    g_autoptr (UkeRecord) record = g_list_model_get_item (self->records, i);
    Entry *entry = take_record (self, record);

    entry->position = is_used (self, record) ? n_used++ : n_unused++;
    entry_place (entry);
  }
  g_hash_table_foreach_remove (self->entries, drop_unlisted, self);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    entry_show (value, may_change, n_used);
  gtk_list_box_invalidate_sort (self->used);
  gtk_list_box_invalidate_sort (self->unused);
  gtk_widget_set_visible (GTK_WIDGET (self->used), n_used > 0);
  gtk_widget_set_visible (self->none, n_used == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->unused), n_unused > 0);
  gtk_widget_set_visible (self->unused_heading, n_unused > 0);
  gtk_widget_set_sensitive (self->add_button, may_change);
}

static gboolean
refresh_cb (gpointer data)
{
  UkeRecordEditor *self = data;

  self->refresh_idle = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

static void
queue_refresh (UkeRecordEditor *self)
{
  if (self->refresh_idle == 0)
    self->refresh_idle = g_idle_add_full (G_PRIORITY_DEFAULT, refresh_cb, self, NULL);
}

static void
uke_record_editor_dispose (GObject *object)
{
  UkeRecordEditor *self = UKE_RECORD_EDITOR (object);

  self->form = NULL;
  g_clear_handle_id (&self->refresh_idle, g_source_remove);
  G_OBJECT_CLASS (uke_record_editor_parent_class)->dispose (object);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_object (&self->records);
  g_clear_object (&self->clinic);
}

static void
uke_record_editor_class_init (UkeRecordEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_record_editor_dispose;
}

static GtkListBox *
add_list (GtkWidget *box)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_set_sort_func (GTK_LIST_BOX (list), compare_rows, NULL, NULL);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_box_append (GTK_BOX (box), list);
  return GTK_LIST_BOX (list);
}

static void
uke_record_editor_init (UkeRecordEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->entries = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, entry_free);
  self->add_button = gtk_button_new ();
  gtk_widget_set_halign (self->add_button, GTK_ALIGN_END);
  g_signal_connect_swapped (self->add_button, "clicked", G_CALLBACK (uke_record_editor_add), self);
  gtk_box_append (GTK_BOX (box), self->add_button);
  self->used = add_list (box);
  self->none = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->none), TRUE);
  gtk_widget_add_css_class (self->none, "uk-secondary");
  gtk_box_append (GTK_BOX (box), self->none);
  self->unused_heading = gtk_label_new (_ ("Out of use"));
  gtk_label_set_xalign (GTK_LABEL (self->unused_heading), 0);
  gtk_widget_add_css_class (self->unused_heading, "heading");
  gtk_box_append (GTK_BOX (box), self->unused_heading);
  self->unused = add_list (box);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * uke_record_editor_new:
 * @clinic: the clinic
 * @records: (element-type UkeRecord): what is listed, in its order
 * @form: how
 *
 * Returns: (transfer floating): the list
 * Thread: main
 */
GtkWidget *
uke_record_editor_new (UkeClinic *clinic, GListModel *records, const UkeRecordForm *form)
{
  UkeRecordEditor *self = g_object_new (UKE_TYPE_RECORD_EDITOR, NULL);

  self->clinic = g_object_ref (clinic);
  self->records = g_object_ref (records);
  self->form = form;
  gtk_button_set_child (GTK_BUTTON (self->add_button),
                        uke_settings_button_content ("list-add-symbolic", _ (form->add_title)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (form->add_title), -1);
  gtk_label_set_text (GTK_LABEL (self->none), _ (form->none));
  g_signal_connect_object (records, "items-changed", G_CALLBACK (queue_refresh), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (clinic, "sitting-changed", G_CALLBACK (queue_refresh), self,
                           G_CONNECT_SWAPPED);
  refresh (self);
  return GTK_WIDGET (self);
}

/**
 * uke_record_editor_add:
 * @self: a list
 *
 * Asks for a new record.
 *
 * Thread: main
 */
void
uke_record_editor_add (UkeRecordEditor *self)
{
  int64_t last = -1;

  g_return_if_fail (UKE_IS_RECORD_EDITOR (self));
  for (unsigned i = 0; self->form->order >= 0 && i < g_list_model_get_n_items (self->records);
       i++) {
    g_autoptr (UkeRecord) record = g_list_model_get_item (self->records, i);

    last = MAX (last, uke_record_get_int (record, (unsigned)self->form->order));
  }
  uke_record_dialog_present (GTK_WIDGET (self), self->clinic, self->form, last + 1);
}
