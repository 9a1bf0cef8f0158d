/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-followup-list.h"

#include "app/followup/uke-followup-row.h"
#include "app/followup/uke-followup-words.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-list-rows.h"

#include <glib/gi18n.h>

struct _UkeFollowupList {
  AdwBin parent_instance;

  UkeClinic *clinic;      /* (owned) (nullable) */
  UkeFollowUpList *queue; /* (owned) (nullable) */
  UkeFollowupPart part;
  GPtrArray *items;   /* (owned) (element-type UkeFollowUpItem): as listed */
  GPtrArray *reasons; /* (owned) (element-type char*): behind the filter, the first is NULL */
  UkeId selected_id;
  gboolean is_filling; /* the program fills the filter, not a person */

  GtkToggleButton *by_priority;
  GtkToggleButton *by_reason;
  GtkToggleButton *mine;
  GtkDropDown *filter;
  GtkWidget *head;
  GtkListBox *list;
  GtkStack *stack;
  AdwStatusPage *empty;
};

G_DEFINE_FINAL_TYPE (UkeFollowupList, uke_followup_list, ADW_TYPE_BIN)

enum { OPENED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static const char *
reason_of (UkeFollowUpItem *item)
{
  return uke_record_get_code (item->follow_up, UKE_FOLLOW_UP_REASON);
}

static const char *
chosen_reason (UkeFollowupList *self)
{
  unsigned at = gtk_drop_down_get_selected (self->filter);

  return at < self->reasons->len ? g_ptr_array_index (self->reasons, at) : NULL;
}

static gboolean
is_mine (UkeFollowupList *self, UkeFollowUpItem *item)
{
  UkeRecord *staff = uke_clinic_get_sitting_staff (self->clinic);

  return staff != NULL
         && uke_id_equal (
             uke_record_get_id_value (item->follow_up, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID),
             uke_record_get_id (staff));
}

static gboolean
is_listed (UkeFollowupList *self, UkeFollowUpItem *item)
{
  const char *reason = chosen_reason (self);

  if (reason != NULL && !g_str_equal (reason, reason_of (item)))
    return FALSE;
  if (gtk_toggle_button_get_active (self->mine) && !is_mine (self, item))
    return FALSE;
  switch (self->part) {
  case UKE_FOLLOWUP_PART_TODAY:
    /* What was called today stays in the list, so that nobody who rings back is lost (N4). */
    return item->section != UKE_FOLLOW_UP_SECTION_PLANNED;
  case UKE_FOLLOWUP_PART_PLANNED:
    return item->section == UKE_FOLLOW_UP_SECTION_PLANNED;
  case UKE_FOLLOWUP_PART_DONE:
    return item->section == UKE_FOLLOW_UP_SECTION_DONE;
  }
  return FALSE;
}

/* What is done stands below, whatever the order. */
static int
compare_reasons (gconstpointer a, gconstpointer b)
{
  UkeFollowUpItem *left = *(UkeFollowUpItem *const *)a, *right = *(UkeFollowUpItem *const *)b;
  int is_left_done = left->section == UKE_FOLLOW_UP_SECTION_DONE,
      is_right_done = right->section == UKE_FOLLOW_UP_SECTION_DONE;

  if (is_left_done != is_right_done)
    return is_left_done - is_right_done;
  return g_strcmp0 (reason_of (left), reason_of (right));
}

static gboolean
is_same_group (UkeFollowupList *self, UkeFollowUpItem *a, UkeFollowUpItem *b)
{
  gboolean is_done = a->section == UKE_FOLLOW_UP_SECTION_DONE;

  if (is_done != (b->section == UKE_FOLLOW_UP_SECTION_DONE))
    return FALSE;
  if (!is_done && gtk_toggle_button_get_active (self->by_reason))
    return g_str_equal (reason_of (a), reason_of (b));
  return a->section == b->section;
}

static GtkWidget *
make_group_head (UkeFollowupList *self, UkeFollowUpItem *first)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gboolean is_reason = first->section != UKE_FOLLOW_UP_SECTION_DONE
                       && gtk_toggle_button_get_active (self->by_reason);
  const char *word = is_reason ? uke_code_word (UKE_CODES_FOLLOW_UP_REASON, reason_of (first))
                               : uke_followup_section_word (first->section);
  const char *icon = is_reason ? uke_code_icon (UKE_CODES_FOLLOW_UP_REASON, reason_of (first))
                               : uke_followup_section_icon (first->section);
  GtkWidget *label = gtk_label_new (word), *count;
  g_autofree char *number = NULL;
  unsigned n = 0;

  for (unsigned i = 0; i < self->items->len; i++)
    n += is_same_group (self, first, g_ptr_array_index (self->items, i)) ? 1 : 0;
  number = g_strdup_printf (ngettext ("%u call", "%u calls", n), n);
  count = gtk_label_new (number);
  gtk_widget_add_css_class (label, "uk-bold");
  gtk_widget_add_css_class (count, "uk-secondary");
  gtk_widget_add_css_class (count, "uk-numeric");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), count);
  gtk_widget_add_css_class (box, "uk-queue-head");
  gtk_widget_add_css_class (box, "uk-caption");
  return box;
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  UkeFollowupList *self = user_data;
  UkeFollowUpItem *item = uke_followup_row_get_item (UKE_FOLLOWUP_ROW (row));

  if (before != NULL
      && is_same_group (self, uke_followup_row_get_item (UKE_FOLLOWUP_ROW (before)), item))
    gtk_list_box_row_set_header (row, NULL);
  else
    gtk_list_box_row_set_header (row, make_group_head (self, item));
}

static gboolean
has_focus_inside (UkeFollowupList *self)
{
  return gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL;
}

static GtkListBoxRow *
find_row (UkeFollowupList *self, const UkeId *id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (uke_id_equal (
            uke_record_get_id (uke_followup_row_get_item (UKE_FOLLOWUP_ROW (row))->follow_up), id))
      return row;
  return NULL;
}

static void
show_empty (UkeFollowupList *self)
{
  gboolean is_narrowed = gtk_toggle_button_get_active (self->mine) || chosen_reason (self) != NULL;

  gtk_stack_set_visible_child_name (self->stack, self->items->len > 0 ? "list" : "empty");
  gtk_widget_set_visible (self->head, self->items->len > 0);
  adw_status_page_set_title (self->empty,
                             is_narrowed ? _ ("No call with this filter") : _ ("Nothing here"));
  adw_status_page_set_description (
      self->empty, gtk_toggle_button_get_active (self->mine)
                       ? _ ("A call becomes yours when you open it.")
                   : is_narrowed ? _ ("Choose “All reasons” to see every call.")
                                 : _ ("There is no call in this part of the list."));
}

static void
fill (UkeFollowupList *self)
{
  gboolean had_focus = has_focus_inside (self);

  uke_list_box_clear (self->list);
  g_ptr_array_set_size (self->items, 0);
  for (unsigned i = 0; i < self->queue->items->len; i++) {
    UkeFollowUpItem *item = g_ptr_array_index (self->queue->items, i);

    if (is_listed (self, item))
      g_ptr_array_add (self->items, g_object_ref (item));
  }
  if (gtk_toggle_button_get_active (self->by_reason))
    g_ptr_array_sort (self->items, compare_reasons);
  for (unsigned i = 0; i < self->items->len; i++)
    gtk_list_box_append (self->list,
                         uke_followup_row_new (self->clinic, g_ptr_array_index (self->items, i)));
  show_empty (self);
  uke_followup_list_select (self, &self->selected_id);
  if (had_focus)
    uke_followup_list_focus (self);
}

static gboolean
has_reason (UkeFollowupList *self, const char *reason)
{
  for (unsigned i = 1; i < self->reasons->len; i++)
    if (g_str_equal (g_ptr_array_index (self->reasons, i), reason))
      return TRUE;
  return FALSE;
}

/* Only reasons that somebody waits for can be chosen; the choice stays over a reading. */
static void
fill_filter (UkeFollowupList *self)
{
  g_autofree char *chosen = g_strdup (chosen_reason (self));
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  unsigned selected = 0;

  g_ptr_array_set_size (self->reasons, 0);
  g_ptr_array_add (self->reasons, NULL);
  gtk_string_list_append (words, _ ("All reasons"));
  for (unsigned i = 0; i < self->queue->items->len; i++) {
    const char *reason = reason_of (g_ptr_array_index (self->queue->items, i));

    if (has_reason (self, reason))
      continue;
    if (g_strcmp0 (reason, chosen) == 0)
      selected = self->reasons->len;
    g_ptr_array_add (self->reasons, g_strdup (reason));
    gtk_string_list_append (words, uke_code_word (UKE_CODES_FOLLOW_UP_REASON, reason));
  }
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->filter, G_LIST_MODEL (words));
  gtk_drop_down_set_selected (self->filter, selected);
  self->is_filling = FALSE;
}

static void
order_changed_cb (UkeFollowupList *self)
{
  if (self->queue != NULL && !self->is_filling)
    fill (self);
}

static void
row_activated_cb (UkeFollowupList *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[OPENED], 0, uke_followup_row_get_item (UKE_FOLLOWUP_ROW (row)));
}

static void
uke_followup_list_dispose (GObject *object)
{
  UkeFollowupList *self = UKE_FOLLOWUP_LIST (object);

  g_clear_pointer (&self->queue, uke_follow_up_list_unref);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_followup_list_parent_class)->dispose (object);
}

static void
uke_followup_list_finalize (GObject *object)
{
  UkeFollowupList *self = UKE_FOLLOWUP_LIST (object);

  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->reasons);
  G_OBJECT_CLASS (uke_followup_list_parent_class)->finalize (object);
}

static void
uke_followup_list_class_init (UkeFollowupListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_followup_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = uke_followup_list_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/followup/uke-followup-list.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupList, by_priority);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupList, by_reason);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupList, mine);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupList, filter);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupList, head);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupList, list);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupList, stack);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupList, empty);
  gtk_widget_class_bind_template_callback (widget_class, order_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  signals[OPENED] = g_signal_new ("opened", UKE_TYPE_FOLLOWUP_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, UKE_TYPE_FOLLOW_UP_ITEM);
}

static void
uke_followup_list_init (UkeFollowupList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->reasons = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, header_cb, self, NULL);
}

/**
 * uke_followup_list_show:
 * @self: the list
 * @clinic: the clinic
 * @queue: its queue
 * @part: which part of it
 *
 * Thread: main
 */
void
uke_followup_list_show (UkeFollowupList *self,
                        UkeClinic *clinic,
                        UkeFollowUpList *queue,
                        UkeFollowupPart part)
{
  g_return_if_fail (UKE_IS_FOLLOWUP_LIST (self));

  uke_follow_up_list_ref (queue);
  g_clear_pointer (&self->queue, uke_follow_up_list_unref);
  self->queue = queue;
  g_set_object (&self->clinic, clinic);
  self->part = part;
  fill_filter (self);
  fill (self);
}

/**
 * uke_followup_list_get_items:
 * @self: the list
 *
 * Returns: (transfer none) (element-type UkeFollowUpItem): what is listed, in its order
 * Thread: main
 */
GPtrArray *
uke_followup_list_get_items (UkeFollowupList *self)
{
  return self->items;
}

/**
 * uke_followup_list_select:
 * @self: the list
 * @id: the task in the panel; none, or one that is not listed, selects nothing
 *
 * Thread: main
 */
void
uke_followup_list_select (UkeFollowupList *self, const UkeId *id)
{
  g_return_if_fail (UKE_IS_FOLLOWUP_LIST (self));

  self->selected_id = *id;
  gtk_list_box_select_row (self->list, find_row (self, id));
  if (has_focus_inside (self))
    uke_followup_list_focus (self);
}

/**
 * uke_followup_list_get_beside:
 * @self: the list
 * @step: 1 for the row below, -1 for the one above
 *
 * Returns: (transfer none) (nullable): the task there; the first one where nothing is selected
 * Thread: main
 */
UkeFollowUpItem *
uke_followup_list_get_beside (UkeFollowupList *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  GtkListBoxRow *beside = gtk_list_box_get_row_at_index (
      self->list, row != NULL ? gtk_list_box_row_get_index (row) + step : 0);

  return beside != NULL ? uke_followup_row_get_item (UKE_FOLLOWUP_ROW (beside)) : NULL;
}

/**
 * uke_followup_list_focus:
 * @self: the list
 *
 * Gives the focus to the selected row, so that the digits and letters of the view work.
 *
 * Thread: main
 */
void
uke_followup_list_focus (UkeFollowupList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row == NULL)
    row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}
