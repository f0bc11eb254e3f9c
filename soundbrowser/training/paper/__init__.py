"""The paper this project descends from (Elizalde, Zarar, Raj, ICASSP 2019), trained as it was described."""
