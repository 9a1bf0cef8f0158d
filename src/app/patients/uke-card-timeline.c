/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/patients/uke-card-timeline.h"

#include "app/patients/uke-memo-box.h"
#include "app/patients/uke-timeline-row.h"

struct _UkeCardTimeline {
  AdwBin parent_instance;

  UkeClinic *clinic;    /* (owned) (nullable) */
  UkePatientFile *file; /* (owned) (nullable) */
  GListStore *items;    /* (owned) (element-type UkeTimelineItem) */

  GtkListView *list;
  GtkStack *stack;
  GtkToggleButton *visits;
  GtkToggleButton *calls;
  GtkToggleButton *changes;
  GtkSearchEntry *search;
  UkeMemoBox *memo;
};

G_DEFINE_FINAL_TYPE (UkeCardTimeline, uke_card_timeline, ADW_TYPE_BIN)

static gboolean
is_at (GListStore *store, unsigned position, UkeTimelineItem *item)
{
  g_autoptr (UkeTimelineItem) before = g_list_model_get_item (G_LIST_MODEL (store), position);

  return uke_timeline_item_is_same (before, item);
}

/* One chip chooses one kind; "all" is no chip of the others. */
static unsigned
chosen_kinds (UkeCardTimeline *self)
{
  if (gtk_toggle_button_get_active (self->visits))
    return 1u << UKE_TIMELINE_VISIT;
  if (gtk_toggle_button_get_active (self->calls))
    return 1u << UKE_TIMELINE_CALL;
  if (gtk_toggle_button_get_active (self->changes))
    return 1u << UKE_TIMELINE_CHANGE;
  return 1u << UKE_TIMELINE_VISIT | 1u << UKE_TIMELINE_CALL | 1u << UKE_TIMELINE_CHANGE;
}

/* Rows that stay as they are keep their place and the focus. */
static void
replace_items (GListStore *store, GPtrArray *items)
{
  unsigned n_before = g_list_model_get_n_items (G_LIST_MODEL (store)), first = 0, n_last = 0;
  unsigned n_common = MIN (n_before, items->len);

  while (first < n_common && is_at (store, first, items->pdata[first]))
    first++;
  while (n_last < n_common - first
         && is_at (store, n_before - n_last - 1, items->pdata[items->len - n_last - 1]))
    n_last++;
  g_list_store_splice (store, first, n_before - n_last - first, items->pdata + first,
                       items->len - n_last - first);
}

static void
show_items (UkeCardTimeline *self)
{
  g_autoptr (GPtrArray) items = NULL;

  if (self->file == NULL)
    return;
  items = uke_timeline_build (self->clinic, self->file, chosen_kinds (self),
                              gtk_editable_get_text (GTK_EDITABLE (self->search)));
  gtk_widget_set_visible (GTK_WIDGET (self->memo),
                          uke_clinic_may (self->clinic, UKE_ACTION_PATIENT_EDIT));
  replace_items (self->items, items);
  gtk_stack_set_visible_child_name (self->stack, items->len > 0 ? "list" : "empty");
}

static void
filter_toggled_cb (UkeCardTimeline *self, GtkToggleButton *button)
{
  if (gtk_toggle_button_get_active (button))
    show_items (self);
}

static void
search_changed_cb (UkeCardTimeline *self)
{
  show_items (self);
}

/* J and K go through the entries, headings aside. */
/* Esc takes back what was typed; with nothing there it leaves the card, as everywhere else on it.
 */
static void
stop_search_cb (UkeCardTimeline *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "patients.back", NULL);
}

static void
step_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeCardTimeline *self = UKE_CARD_TIMELINE (widget);

  gtk_widget_child_focus (GTK_WIDGET (self->list),
                          g_variant_get_int32 (target) > 0 ? GTK_DIR_DOWN : GTK_DIR_UP);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, uke_timeline_row_new ());
  gtk_list_item_set_activatable (list_item, FALSE);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  UkeTimelineItem *item = gtk_list_item_get_item (list_item);

  gtk_list_item_set_selectable (list_item, FALSE);
  uke_timeline_row_show (UKE_TIMELINE_ROW (gtk_list_item_get_child (list_item)), item);
}

static void
uke_card_timeline_dispose (GObject *object)
{
  UkeCardTimeline *self = UKE_CARD_TIMELINE (object);

  g_clear_pointer (&self->file, uke_patient_file_unref);
  g_clear_object (&self->clinic);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (uke_card_timeline_parent_class)->dispose (object);
}

static void
uke_card_timeline_class_init (UkeCardTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_MEMO_BOX);
  G_OBJECT_CLASS (klass)->dispose = uke_card_timeline_dispose;
  gtk_widget_class_install_action (widget_class, "timeline.step", "i", step_cb);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/patients/uke-card-timeline.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeCardTimeline, list);
  gtk_widget_class_bind_template_child (widget_class, UkeCardTimeline, stack);
  gtk_widget_class_bind_template_child (widget_class, UkeCardTimeline, visits);
  gtk_widget_class_bind_template_child (widget_class, UkeCardTimeline, calls);
  gtk_widget_class_bind_template_child (widget_class, UkeCardTimeline, changes);
  gtk_widget_class_bind_template_child (widget_class, UkeCardTimeline, search);
  gtk_widget_class_bind_template_child (widget_class, UkeCardTimeline, memo);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
}

static void
uke_card_timeline_init (UkeCardTimeline *self)
{
  g_autoptr (GtkNoSelection) model = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (UKE_TYPE_TIMELINE_ITEM);
  model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
}

/**
 * uke_card_timeline_show:
 * @self: the pane
 * @clinic: the clinic
 * @file: the patient
 *
 * Thread: main
 */
void
uke_card_timeline_show (UkeCardTimeline *self, UkeClinic *clinic, UkePatientFile *file)
{
  g_return_if_fail (UKE_IS_CARD_TIMELINE (self));

  g_set_object (&self->clinic, clinic);
  g_clear_pointer (&self->file, uke_patient_file_unref);
  self->file = uke_patient_file_ref (file);
  uke_memo_box_show (self->memo, clinic, file);
  show_items (self);
}
