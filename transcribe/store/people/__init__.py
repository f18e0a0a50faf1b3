"""Glossary and effort."""
