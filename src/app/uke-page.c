/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/uke-page.h"

#include "app/uke-window.h"

typedef struct {
  GObject *clinic; /* (owned) */
} UkePagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (UkePage, uke_page, ADW_TYPE_BIN)

typedef enum {
  PROP_CLINIC = 1,
} UkePageProperty;

static GParamSpec *properties[PROP_CLINIC + 1];

static void
uke_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UkePagePrivate *priv = uke_page_get_instance_private (UKE_PAGE (object));

  switch ((UkePageProperty)id) {
  case PROP_CLINIC:
    g_value_set_object (value, priv->clinic);
    return;
  }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
uke_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UkePagePrivate *priv = uke_page_get_instance_private (UKE_PAGE (object));

  switch ((UkePageProperty)id) {
  case PROP_CLINIC:
    priv->clinic = g_value_dup_object (value);
    return;
  }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
uke_page_dispose (GObject *object)
{
  UkePagePrivate *priv = uke_page_get_instance_private (UKE_PAGE (object));

  g_clear_object (&priv->clinic);
  G_OBJECT_CLASS (uke_page_parent_class)->dispose (object);
}

static void
uke_page_class_init (UkePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = uke_page_get_property;
  object_class->set_property = uke_page_set_property;
  object_class->dispose = uke_page_dispose;

  /* Typed as GObject so that a test can show a page without a clinic. */
  properties[PROP_CLINIC]
      = g_param_spec_object ("clinic", NULL, NULL, G_TYPE_OBJECT,
                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
uke_page_init (UkePage *self)
{
}

/**
 * The clinic whose data this page shows.
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the clinic.
 * Thread: main
 */
UkeClinic *
uke_page_get_clinic (UkePage *self)
{
  UkePagePrivate *priv = uke_page_get_instance_private (self);

  g_return_val_if_fail (UKE_IS_PAGE (self), NULL);

  return (UkeClinic *)priv->clinic;
}

/**
 * The window this page stands in: toasts, dialogs and other pages are reached through it.
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the window, NULL while the page is in none.
 * Thread: main
 */
UkeWindow *
uke_page_get_window (UkePage *self)
{
  g_return_val_if_fail (UKE_IS_PAGE (self), NULL);

  return uke_window_of (GTK_WIDGET (self));
}

/**
 * What the page puts into the header after the pane toggle.
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the widget; owned by the page.
 * Thread: main
 */
GtkWidget *
uke_page_get_navigation (UkePage *self)
{
  g_return_val_if_fail (UKE_IS_PAGE (self), NULL);

  UkePageClass *klass = UKE_PAGE_GET_CLASS (self);
  return klass->get_navigation != NULL ? klass->get_navigation (self) : NULL;
}

/**
 * The page's one suggested action.
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the action.
 * Thread: main
 */
const UkePrimary *
uke_page_get_primary (UkePage *self)
{
  g_return_val_if_fail (UKE_IS_PAGE (self), NULL);

  UkePageClass *klass = UKE_PAGE_GET_CLASS (self);
  return klass->get_primary != NULL ? klass->get_primary (self) : NULL;
}

/**
 * A foldable pane of the page.
 * @self: a page
 * @side: which
 *
 * Returns: (transfer none) (nullable): the flap, NULL when there is no pane on that side.
 * Thread: main
 */
AdwFlap *
uke_page_get_flap (UkePage *self, UkeSide side)
{
  g_return_val_if_fail (UKE_IS_PAGE (self), NULL);

  UkePageClass *klass = UKE_PAGE_GET_CLASS (self);
  return klass->get_flap != NULL ? klass->get_flap (self, side) : NULL;
}

/**
 * Tells the page how much room the window has.
 * @self: a page
 * @is_narrow: the window is narrower than 1500 px
 *
 * Thread: main
 */
void
uke_page_set_narrow (UkePage *self, gboolean is_narrow)
{
  g_return_if_fail (UKE_IS_PAGE (self));

  UkePageClass *klass = UKE_PAGE_GET_CLASS (self);
  if (klass->set_narrow != NULL)
    klass->set_narrow (self, is_narrow);
}

/**
 * Tells the page that it came to the front.
 * @self: a page
 *
 * Thread: main
 */
void
uke_page_shown (UkePage *self)
{
  g_return_if_fail (UKE_IS_PAGE (self));

  UkePageClass *klass = UKE_PAGE_GET_CLASS (self);
  if (klass->shown != NULL)
    klass->shown (self);
}

/**
 * Asks the page to bring a record into view.
 * @self: a page
 * @id: the record: a patient for the patients' page, a booking for the calendar
 *
 * Returns: FALSE when the page shows no such records.
 * Thread: main
 */
gboolean
uke_page_show_record (UkePage *self, const UkeId *id)
{
  g_return_val_if_fail (UKE_IS_PAGE (self), FALSE);

  UkePageClass *klass = UKE_PAGE_GET_CLASS (self);
  return klass->show_record != NULL && klass->show_record (self, id);
}
