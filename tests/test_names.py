"""Names that links, saved races and scripts out there use: a row may come, but none of these may go or be renamed."""

from optim import OPTIMIZERS
from surfaces import SURFACES

OF_SURFACES = """
bowl ravine booth matyas trid sum_of_powers zakharov absolute huber log_sum_exp least_squares logistic_regression
rosenbrock beale dixon_price mccormick bukin_6 goldstein_price branin three_hump_camel six_hump_camel
saddle monkey_saddle double_well plateau cliff easom deep_linear one_neuron sine_ridge
himmelblau rastrigin ackley griewank levy levy_13 styblinski_tang schwefel eggholder holder_table cross_in_tray
drop_wave schaffer_2 schaffer_4 shubert michalewicz egg_crate alpine_1 salomon bohachevsky two_gaussians bumpy_bowl
rosenbrock_3d matrix_factorization
"""
OF_OPTIMIZERS = """
sgd momentum nesterov sign_sgd adagrad adadelta rmsprop adam amsgrad adamax nadam adamw nadamw radam adabelief yogi lion
adan ademamix adopt novograd lamb lars adafactor fromage sm3 noisy_sgd optimistic_gradient_descent polyak_sgd cocob
prodigy dadapt_adamw dog dowg momo momo_adam madgrad muon lbfgs
rprop adam_uncorrected newton saddle_free_newton bfgs nonlinear_cg
schedule_free_sgd schedule_free_adamw sam sophia shampoo trust_region langevin simulated_annealing random_search
"""


def test_no_surface_has_gone():
    assert set(OF_SURFACES.split()) <= set(SURFACES)


def test_no_optimizer_has_gone():
    assert set(OF_OPTIMIZERS.split()) <= set(OPTIMIZERS)
